import { markdownTable } from '../../../report/markdown-table.js'
import { variantsOf } from './phrases.js'
import type { FixSetsResult } from './result.js'
import { isLive, isOrdered, isParallel, isSafe } from './set-verdicts.js'
import { type FixSets, flapScenarios } from './sets.js'

type Mark = 'x' | '' | '*'
type Row = { marks: Mark[]; promises: string[]; variants: string[] }

/** What a set keeps, each question by itself. */
const promises: { title: string; keeps: (name: string, result: FixSetsResult) => boolean }[] = [
  { title: 'safe at start', keeps: (name, result) => isSafe(name, ['clean-start'], result) },
  { title: 'safe under failure', keeps: (name, result) => isSafe(name, ['failed-open'], result) },
  { title: 'safe under flaps', keeps: (name, result) => isSafe(name, flapScenarios, result) },
  {
    title: 'live at start',
    keeps: (name, result) => isLive(name, ['clean-start', 'failed-open'], result),
  },
  {
    title: 'and live there',
    keeps: (name, result) =>
      isSafe(name, flapScenarios, result) && isLive(name, flapScenarios, result),
  },
  { title: 'order', keeps: isOrdered },
  {
    title: 'fatal failure noticed',
    keeps: (name, result) => isLive(name, ['fatal-open', 'fatal-open-first'], result),
  },
  { title: 'rings in parallel', keeps: isParallel },
]

/**
 * Every set in one table. Sets that keep the same promises and differ in one change share a row, with a
 * star in the column of that change.
 */
export function everySetTable(result: FixSetsResult, { all, changes }: FixSets): string {
  let rows: Row[] = all.map((set) => ({
    marks: changes.map(({ name }) => (set.changes.includes(name) ? 'x' : '')),
    promises: promises.map(({ keeps }) => (keeps(set.name, result) ? 'yes' : '-')),
    variants: variantsOf(set.name, result.variants),
  }))
  for (const column of changes.keys()) rows = merged(rows, column)
  return markdownTable(
    [...changes.map(({ words }) => words), ...promises.map(({ title }) => title), 'variants'],
    rows.map(({ marks, promises, variants }) => [...marks, ...promises, variants.join(', ')]),
  )
}

/** Puts pairs of rows together that differ in this column alone. */
function merged(rows: readonly Row[], column: number): Row[] {
  const result = new Map<string, Row>()
  for (const row of rows) {
    const key = JSON.stringify([row.marks.with(column, '*'), row.promises])
    const other = result.get(key)
    result.set(
      key,
      other === undefined
        ? row
        : {
            ...{ marks: row.marks.with(column, '*'), promises: row.promises },
            variants: [...other.variants, ...row.variants],
          },
    )
  }
  return [...result.values()]
}
