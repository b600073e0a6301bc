import { groupBy } from '../core/group-by.js'
import { replayIsAsExpected } from './as-expected.js'
import { markdownTable } from './markdown-table.js'
import { linkedTraceName } from './replay-table.js'
import { type ReplayRow, subjectOf } from './results.js'

/**
 * The outcomes of all replays, the topologies together: a row for each counterexample, a column for
 * each variant or binary. Behaviours that TLC drew share the last row.
 */
export function replayMatrix(rows: readonly ReplayRow[]): string {
  const subjects = subjectsIn(rows)
  const counterexamples = rows.filter((row) => !isDrawn(row))
  const lines = groupBy(counterexamples, labelOf).map(([label, group]) => [
    label,
    ...subjects.map((subject) => cell(group.filter((row) => subjectOf(row) === subject))),
  ])
  const drawn = rows.filter(isDrawn)
  const last = [
    'behaviours drawn by TLC',
    ...subjects.map((subject) => countCell(drawn.filter((row) => subjectOf(row) === subject))),
  ]
  return markdownTable(['replayed', ...subjects], drawn.length === 0 ? lines : [...lines, last])
}

/** The variants in the order of the traces, which is the order of the models, then the binaries. */
export function subjectsIn(rows: readonly ReplayRow[]): string[] {
  const subjects = new Set(rows.map(subjectOf))
  const variants = rows.map(({ trace }) => linkedTraceName(trace).split('.')[0] ?? '')
  return [...new Set([...variants.filter((name) => subjects.has(name)), ...subjects])]
}

const drawnName = /\.drawn-(?:\w+-)?\d+$/

export const isDrawn = ({ trace }: ReplayRow): boolean => drawnName.test(linkedTraceName(trace))

/** `v8.clean-start.1x2.SendImpliesPeerUp`: the scenario stays, the topology goes. */
function labelOf({ trace }: ReplayRow): string {
  const [variant, scenario, , property] = linkedTraceName(trace).split('.')
  return `${property} of ${variant}, ${scenario}`
}

/** The outcomes, each once for all topologies with the same one. */
function cell(rows: readonly ReplayRow[]): string {
  const texts = groupBy(rows, outcome).map(([text, group]) => `${text}${placeOf(group)}`)
  return texts.length === 0 ? '-' : texts.join('; ')
}

function outcome(row: ReplayRow): string {
  const mark = replayIsAsExpected(row) ? '' : '! '
  const answer = row.errno === null ? '' : `, ${row.errno}`
  const after = row.afterwards === 'unknown' ? '' : `, then ${row.afterwards}`
  const action = row.verdict === 'reproduced' || row.action === null ? '' : ` at ${row.action}`
  return `${mark}${row.verdict}${action}${answer}${after}`
}

/** The steps at which replays ended early; they differ between topologies. */
function placeOf(rows: readonly ReplayRow[]): string {
  const steps = rows.flatMap(({ verdict, step }) =>
    verdict === 'reproduced' || step === null ? [] : [step],
  )
  if (steps.length === 0) return ''
  const [least, most] = [Math.min(...steps), Math.max(...steps)]
  return least === most ? ` (step ${least})` : ` (steps ${least} to ${most})`
}

function countCell(rows: readonly ReplayRow[]): string {
  if (rows.length === 0) return '-'
  const expected = rows.filter(replayIsAsExpected).length
  return `${expected === rows.length ? '' : '! '}${expected} of ${rows.length} reproduced`
}
