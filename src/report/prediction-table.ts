import { groupBy } from '../core/group-by.js'
import { replayIsAsExpected } from './as-expected.js'
import { markdownTable } from './markdown-table.js'
import { subjectsIn } from './replay-matrix.js'
import { linkedTraceName } from './replay-table.js'
import { type ReplayRow, subjectOf } from './results.js'

/**
 * At which step each counterexample leaves each other variant, `predicted / observed`: a row for each
 * counterexample, a column for each variant. Null without predictions.
 */
export function predictionTable(rows: readonly ReplayRow[]): string | null {
  const predicted = rows.filter((row) => row.predicted !== undefined)
  if (predicted.length === 0) return null
  const subjects = subjectsIn(rows)
  const lines = groupBy(predicted, ({ trace }) => linkedTraceName(trace)).map(([name, group]) => [
    name,
    ...subjects.map((subject) =>
      group
        .filter((row) => subjectOf(row) === subject)
        .map(cell)
        .join(''),
    ),
  ])
  return markdownTable(['counterexample', ...subjects], lines)
}

function cell(row: ReplayRow): string {
  const mark = replayIsAsExpected(row) ? '' : '! '
  return `${mark}${stepText(row.predicted ?? null)} / ${observed(row)}`
}

function observed({ verdict, step }: ReplayRow): string {
  if (verdict === 'reproduced') return stepText(null)
  if (verdict === 'refused') return stepText(step)
  return step === null ? verdict : `${verdict} at ${step}`
}

/** The step of a refusal; `all` without one. */
const stepText = (step: number | null): string => (step === null ? 'all' : `${step}`)
