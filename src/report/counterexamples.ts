import type { CheckResult } from './check-result.js'
import type { Properties } from './model-table.js'
import { linkedTraceName } from './replay-table.js'
import { type ModelRow, type ReplayRow, subjectOf } from './results.js'

/** A section for each counterexample: its claim, its picture, and the outcome of each replay. */
export function counterexamplesText({
  check,
  properties,
  diagrams,
}: CounterexamplesInput): string[] {
  const violated = check.models.flatMap((row) =>
    row.verdict === 'violated' && row.trace !== null ? [{ row, trace: row.trace }] : [],
  )
  if (violated.length === 0) return ['None.']
  return violated.flatMap(({ row, trace }) => [
    `### ${linkedTraceName(trace)}`,
    claimText(row, properties),
    ...pictureText(row, trace, diagrams),
    replaysText(
      check.replays.filter((replay) => linkedTraceName(replay.trace) === linkedTraceName(trace)),
    ),
    `Trace: [${trace}](../${trace})`,
  ])
}

type CounterexamplesInput = {
  check: CheckResult
  properties: Properties
  /** Names of the diagrams in `docs/diagrams`, without `.svg`: each is a trace's name. */
  diagrams: ReadonlySet<string>
}

function claimText({ property, depth }: ModelRow, properties: Properties): string {
  const definition = properties[property]
  const steps = depth === null ? '' : ` It takes ${depth - 1} steps.`
  const claim = definition?.claim ?? property
  return definition?.kind === 'witness'
    ? `Shown to be possible: ${claim}.${steps}`
    : `Claim: ${claim}. It does not hold.${steps}`
}

function pictureText(row: ModelRow, trace: string, diagrams: ReadonlySet<string>): string[] {
  const name = linkedTraceName(trace)
  const alt = `${row.model}: the steps that lead to ${row.property}`
  return diagrams.has(name) ? [`![${alt}](diagrams/${name}.svg)`] : []
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
