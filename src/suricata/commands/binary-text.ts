import { printableOutput } from '../../command/program-output.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { replayIsAsExpected } from '../../report/as-expected.js'
import { replayText } from '../../report/counterexamples.js'
import type { StepRow } from '../../report/results.js'
import type { Binary } from '../binary/command.js'
import type { BinaryReplay } from '../binary/replay-traces.js'

type About = { trace: Trace; binary: Binary; words: readonly string[]; mapping: Mapping }

/** The text of `peerup replay TRACE --binary PATH`. */
export function binaryText({ row, replayed, tlcSeconds }: BinaryReplay, about: About): string {
  const steps = replayed?.judged.steps ?? []
  const good = replayIsAsExpected(row) || row.expected === 'unknown'
  const expected = good ? '' : `, expected ${row.expected}`
  const predicted =
    typeof row.predicted === 'number' ? ` (the model says: refused at step ${row.predicted})` : ''
  const lines = [
    ...stepLines(steps, about.mapping),
    ...(replayed?.replayed.differences ?? []).map(
      ({ path, model, native }) =>
        `      ${path}: model ${JSON.stringify(model)}, program ${JSON.stringify(native)}`,
    ),
    ...(steps.length === 0 ? [] : legend(about.mapping)),
    ...orderLines(row, about.trace),
    ...waitLines(steps, about.mapping),
    `${replayText(row)}${expected}${predicted}`,
    engineLine(row, about, tlcSeconds),
    ...endLines(row, replayed),
  ]
  const output = replayed?.output.trimEnd() ?? ''
  if (output !== '') lines.push('the engine wrote:', printableOutput(output))
  return `${lines.join('\n')}\n`
}

function stepLines(steps: readonly StepRow[], { actions }: Mapping): string[] {
  const width = Math.max(0, ...steps.map(({ performer }) => performer.length))
  return steps.map(({ index, performer, action, seen, differences }) => {
    const differs = differences.length === 0 ? '' : '  DIFFERS'
    const how = actions[action]?.performer === 'driver' ? 'by the replay' : seen
    return `${String(index).padStart(4)}  ${performer.padEnd(width)}  ${action.padEnd(16)}  ${how}${differs}`
  })
}

const legend = ({ unseen }: Mapping): string[] => [
  'anchored: the thread was stopped at this call; inferred: the step shows in the snapshots around it; unordered: between the same two calls as others',
  `compared each time a thread reaches its next call: the visible shared state${unseen.length === 0 ? '' : `, without ${unseen.join(', ')}`}`,
]

function orderLines({ reordered }: BinaryReplay['row'], { states }: Trace): string[] {
  if (reordered === undefined) return []
  return [
    `driven in another order: the trace's ${states.length - 1} steps stop threads between calls, so TLC found these ${reordered}, which violate the same property; step numbers count in them`,
  ]
}

/** The waits that a release ends at once: in real time the other threads have that long. */
function waitLines(steps: readonly StepRow[], { actions }: Mapping): string[] {
  const waits = Object.entries(actions).flatMap(([name, { timeOut }]) => {
    const times = steps.filter(({ action }) => action === name).length
    return timeOut === undefined || times === 0 ? [] : [`${times} of ${timeOut} at ${name}`]
  })
  if (waits.length === 0) return []
  return [
    `waits that a release ended at once, and that take this long in real time: ${waits.join(', ')}`,
  ]
}

function engineLine(
  { engine }: BinaryReplay['row'],
  { binary, words }: About,
  tlcSeconds: number,
): string {
  const { version, takenFor, startSeconds, replaySeconds, ended } = engine
  const where = binary.root === undefined ? '' : ` in ${binary.root}`
  const given = words.length === 0 ? '' : `, started with ${words.join(' ')}`
  const times =
    startSeconds === null || replaySeconds === null
      ? ''
      : `; it started in ${startSeconds.toFixed(2)} s, the replay took ${replaySeconds.toFixed(2)} s (and TLC ${tlcSeconds.toFixed(1)} s before it, for the order to drive and the expected step)`
  return `engine: ${version ?? 'of unknown version'}${where}, taken for ${takenFor ?? 'no variant'}${given}${times}; it ${ended}`
}

function endLines(row: BinaryReplay['row'], replayed: BinaryReplay['replayed']): string[] {
  if (replayed === null) return []
  const { at, loop, rounds } = replayed.replayed
  if (row.verdict === 'reproduced') {
    const round = loop === null ? [] : [`went round its loop ${rounds} times, the same each time`]
    return [...round, `afterwards: ${row.afterwards} (${replayed.afterwards})`]
  }
  const gates = Object.entries(at).map(([thread, gate]) => `${thread} at ${gate ?? 'none'}`)
  return [`gates: ${gates.join(', ')}`]
}
