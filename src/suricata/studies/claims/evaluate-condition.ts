import { groupBy } from '../../../core/group-by.js'
import { linkedTraceName } from '../../../report/replay-table.js'
import type { ReplayRow } from '../../../report/results.js'
import type { MemoryRow } from '../memory-row.js'
import { type Assessment, missingEvidence, stateOf } from './assessment.js'
import type {
  Condition,
  FeatureCondition,
  MemoryCondition,
  ObservationCondition,
  ReplayCondition,
} from './condition.js'
import { evaluateModels } from './evaluate-models.js'
import type { Evidence } from './evidence.js'

/** Compares a condition with the evidence; a condition on several models may have several assessments. */
export function evaluateCondition(condition: Condition, evidence: Evidence): Assessment[] {
  if ('model' in condition) return evaluateModels(condition.model, evidence)
  if ('replay' in condition) return [assessReplay(condition.replay, evidence)]
  if ('feature' in condition) return [assessFeature(condition.feature, evidence)]
  if ('memory' in condition) return assessMemory(condition.memory, evidence)
  return [assessObservation(condition.observation, evidence)]
}

function assessReplay(condition: ReplayCondition, { replays }: Evidence): Assessment {
  const { trace, variant, verdict, errno, afterwards } = condition
  const row = replays.find(
    (one) => linkedTraceName(one.trace) === trace && 'variant' in one && one.variant === variant,
  )
  if (row === undefined) return missingEvidence(`the replay of ${trace} in ${variant}`)
  if (row.verdict === 'not-run' || row.verdict === 'error') {
    return missingEvidence(`the replay of ${trace} in ${variant} (${row.verdict})`)
  }
  const same =
    row.verdict === verdict &&
    (errno === undefined || row.errno === errno) &&
    (afterwards === undefined || row.afterwards === afterwards)
  return {
    state: stateOf(same),
    text: `Replay of ${trace} in ${variant}: ${replayText(row)}`,
    links: [
      { text: 'trace', to: `../traces/${trace}.itf.json` },
      { text: 'replays', to: 'results.md#replays' },
    ],
  }
}

function replayText({ verdict, errno, afterwards, action }: ReplayRow): string {
  const at = verdict === 'reproduced' || action === null ? '' : ` at ${action}`
  const answer = errno === null ? '' : `; the kernel answered ${errno}`
  const after = {
    forwards: '; once its gates are open it forwards',
    wedged: '; with its gates open it stays wedged',
    unknown: '',
  }
  return `${verdict}${at}${answer}${after[afterwards]}`
}

function assessFeature(
  { variant, name, is }: FeatureCondition,
  { manifest }: Evidence,
): Assessment {
  const value = manifest.variants[variant]?.features[name]
  if (value === undefined) return missingEvidence(`the feature ${name} of ${variant}`)
  return {
    state: stateOf(value === is),
    text: `By definition, ${variant} has \`${name}\` = \`${value}\``,
    links: [{ text: 'manifest', to: '../spec/models.json' }],
  }
}

/** Memory models with the same verdict share an assessment. */
function assessMemory(condition: MemoryCondition, { memory }: Evidence): Assessment[] {
  const { family, orders, memories, verdict } = condition
  const of = `${family} with the orders ${orders}`
  const answers = memories.map((name) => {
    const matches = (row: MemoryRow) =>
      row.family === family && row.orders === orders && row.memory === name
    const row = memory.find(matches)
    if (row === undefined) return { name, state: 'missing' as const, answer: 'no verdict' }
    const answer = row.verdict === 'holds' ? 'they suffice' : `they do not (${row.steps} steps)`
    return { name, state: stateOf(row.verdict === verdict), answer }
  })
  return groupBy(answers, ({ state, answer }) => `${state} ${answer}`).flatMap(([, group]) =>
    group.slice(0, 1).map(({ state, answer }) => ({
      state,
      text: `Memory order, ${of} under ${group.map(({ name }) => name).join(', ')}: ${answer}`,
      links: [{ text: 'memory order', to: 'memory-order.md' }],
    })),
  )
}

/** Compares and shows only the facts that the condition requires. */
function assessObservation(
  { name, shows }: ObservationCondition,
  { observations }: Evidence,
): Assessment {
  const observation = observations.find((one) => one.name === name)
  if (observation === undefined) return missingEvidence(`the observation ${name}`)
  const facts: Record<string, string | number | boolean> = observation.facts
  const required = Object.keys(shows)
  const absent = required.find((fact) => !Object.hasOwn(facts, fact))
  if (absent !== undefined) return missingEvidence(`${absent} of the observation ${name}`)
  return {
    state: stateOf(required.every((fact) => facts[fact] === shows[fact])),
    text: `Observed, ${name}: ${required.map((fact) => `\`${fact}\` = ${facts[fact]}`).join(', ')}`,
    links: [{ text: 'observations', to: 'measured/observations.json' }],
  }
}
