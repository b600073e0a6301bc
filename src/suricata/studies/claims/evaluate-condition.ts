import { groupBy } from '../../../core/group-by.js'
import { linkedTraceName } from '../../../report/replay-table.js'
import type { ReplayRow } from '../../../report/results.js'
import type { MemoryRow } from '../memory-order/result.js'
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

/** Looks a condition up in the evidence: one answer, or one for each model that it names. */
export function evaluateCondition(condition: Condition, evidence: Evidence): Assessment[] {
  if ('model' in condition) return evaluateModels(condition.model, evidence)
  if ('replay' in condition) return [lookAtReplay(condition.replay, evidence)]
  if ('feature' in condition) return [lookAtFeature(condition.feature, evidence)]
  if ('memory' in condition) return lookAtMemory(condition.memory, evidence)
  return [lookAtObservation(condition.observation, evidence)]
}

function lookAtReplay(condition: ReplayCondition, { replays }: Evidence): Assessment {
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
    text: `Replay of ${trace} in ${variant}: ${replayTold(row)}`,
    links: [
      { text: 'trace', to: `../traces/${trace}.itf.json` },
      { text: 'replays', to: 'results.md#replays' },
    ],
  }
}

function replayTold({ verdict, errno, afterwards, action }: ReplayRow): string {
  const at = verdict === 'reproduced' || action === null ? '' : ` at ${action}`
  const answer = errno === null ? '' : `; the kernel answered ${errno}`
  const after = {
    forwards: '; once its gates are open it forwards',
    wedged: '; with its gates open it stays wedged',
    unknown: '',
  }
  return `${verdict}${at}${answer}${after[afterwards]}`
}

function lookAtFeature(
  { variant, name, is }: FeatureCondition,
  { manifest }: Evidence,
): Assessment {
  const found = manifest.variants[variant]?.features[name]
  if (found === undefined) return missingEvidence(`the feature ${name} of ${variant}`)
  return {
    state: stateOf(found === is),
    text: `By definition, ${variant} has \`${name}\` = \`${found}\``,
    links: [{ text: 'manifest', to: '../spec/models.json' }],
  }
}

/** Memory models under which the same was found share an answer. */
function lookAtMemory(condition: MemoryCondition, { memory }: Evidence): Assessment[] {
  const { family, orders, memories, verdict } = condition
  const of = `${family} with the orders ${orders}`
  const looked = memories.map((name) => {
    const isThis = (one: MemoryRow) =>
      one.family === family && one.orders === orders && one.memory === name
    const row = memory.find(isThis)
    if (row === undefined) return { name, state: 'missing' as const, told: 'nothing is known' }
    const told = row.verdict === 'holds' ? 'they suffice' : `they do not (${row.steps} steps)`
    return { name, state: stateOf(row.verdict === verdict), told }
  })
  return groupBy(looked, ({ state, told }) => `${state} ${told}`).flatMap(([, group]) =>
    group.slice(0, 1).map(({ state, told }) => ({
      state,
      text: `Memory order, ${of} under ${group.map(({ name }) => name).join(', ')}: ${told}`,
      links: [{ text: 'memory order', to: 'memory-order.md' }],
    })),
  )
}

/** Only the facts that the condition asks for: others are no part of the evidence. */
function lookAtObservation(
  { name, shows }: ObservationCondition,
  { observations }: Evidence,
): Assessment {
  const found = observations.find((one) => one.name === name)
  if (found === undefined) return missingEvidence(`the observation ${name}`)
  const facts: Record<string, string | number | boolean> = found.facts
  const asked = Object.keys(shows)
  const absent = asked.find((fact) => !Object.hasOwn(facts, fact))
  if (absent !== undefined) return missingEvidence(`${absent} of the observation ${name}`)
  return {
    state: stateOf(asked.every((fact) => facts[fact] === shows[fact])),
    text: `Observed, ${name}: ${asked.map((fact) => `\`${fact}\` = ${facts[fact]}`).join(', ')}`,
    links: [{ text: 'observations', to: 'measured/observations.json' }],
  }
}
