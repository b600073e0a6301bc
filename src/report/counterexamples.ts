import type { CheckResult } from './check-result.js'
import type { Properties } from './model-table.js'
import { linkedTraceName } from './replay-table.js'
import { type ModelRow, type ReplayRow, subjectOf } from './results.js'

/** A behaviour that was found, by the name of its trace, and the other names that it was found under. */
export type NamedBehaviour = { name: string; also: readonly string[] }

type CounterexamplesInput = {
  check: CheckResult
  properties: Properties
  behaviours: readonly NamedBehaviour[]
}

/** A section for each distinct behaviour: its picture, what it violates, and the outcome of each replay. */
export function counterexamplesText({
  check,
  properties,
  behaviours,
}: CounterexamplesInput): string[] {
  const sections = behaviours.flatMap((behaviour) => behaviourText(behaviour, check, properties))
  return sections.length === 0 ? ['None.'] : sections
}

function behaviourText(
  { name, also }: NamedBehaviour,
  { models, replays }: CheckResult,
  properties: Properties,
): string[] {
  const rows = [name, ...also].flatMap((one) =>
    models.filter(
      ({ verdict, trace }) =>
        verdict === 'violated' && trace !== null && linkedTraceName(trace) === one,
    ),
  )
  const [first] = rows
  if (first === undefined) return []
  const file = `traces/${name}.itf.json`
  return [
    `### ${name}`,
    ...(also.length === 0 ? [] : [`The same behaviour is found as ${also.join(', ')}.`]),
    ...rows.flatMap((row) => [
      `${rows.length === 1 ? '' : `**${row.model} ${row.property}.** `}${claimText(row, properties)}`,
      ...(row === first ? [pictureText(first, name)] : []),
      replaysText(
        replays.filter(({ trace }) => linkedTraceName(trace) === linkedTraceName(row.trace ?? '')),
      ),
    ]),
    `Trace: [${file}](../../${file})`,
  ]
}

function pictureText({ model, property }: ModelRow, name: string): string {
  return `![${model}: the steps that lead to ${property}](diagrams/${name}.svg)`
}

function claimText({ property, depth }: ModelRow, properties: Properties): string {
  const definition = properties[property]
  const steps = depth === null ? '' : ` It takes ${depth - 1} steps.`
  const claim = definition?.claim ?? property
  return definition?.kind === 'witness'
    ? `Shown to be possible: ${claim}.${steps}`
    : `Claim: ${claim}. It does not hold.${steps}`
}

function replaysText(replays: readonly ReplayRow[]): string {
  if (replays.length === 0) return 'Not replayed.'
  return replays.map((replay) => `- ${replayText(replay)}`).join('\n')
}

/** The outcome of one replay in words. */
export function replayText(replay: ReplayRow): string {
  const { verdict, step, action, performer, errno, why, afterwards } = replay
  const answer = errno === null ? '' : `; the kernel answered ${errno}`
  const after = {
    forwards: '; afterwards it forwards',
    wedged: '; afterwards it is wedged',
    unknown: '',
  }
  if (verdict === 'reproduced')
    return `${subjectOf(replay)}: reproduced, ${howText(replay)}${answer}${after[afterwards]}`
  const upTo = 'upTo' in replay && replay.upTo !== undefined ? ` to ${replay.upTo}` : ''
  const at = step === null ? '' : ` at step ${step}${upTo}`
  const place = action === null ? '' : ` (${action}${performer === null ? '' : ` of ${performer}`})`
  const reason = why === undefined ? '' : `: ${why}`
  return `${subjectOf(replay)}: ${verdict}${at}${place}${reason}${answer}${after[afterwards]}`
}

/** An unmodified program is driven from call to call, not from step to step. */
function howText(replay: ReplayRow): string {
  if ('variant' in replay) return 'step by step'
  return replay.reordered === undefined
    ? 'call by call'
    : "call by call, in another order than the trace's"
}
