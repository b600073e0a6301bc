import { basename } from 'node:path'
import { groupBy } from '../core/group-by.js'
import { replayIsAsExpected } from './as-expected.js'
import { markdownTable } from './markdown-table.js'
import { type ReplayRow, subjectOf } from './results.js'

const header = [
  'trace',
  'replayed on',
  'expected',
  'verdict',
  'step',
  'action',
  'errno',
  'afterwards',
]

/**
 * A row for each replay: its trace, its variant or binary, and its outcome. Drawn behaviours of one
 * model with the same expected outcome share a row that counts them.
 */
export function replayTable(rows: readonly ReplayRow[]): string {
  const cells = groupBy(rows, groupKey).flatMap(([, group]) =>
    group.length === 1
      ? group.map((row) => cellsOf(row, linkedTraceName(row.trace)))
      : [sharedCells(group)],
  )
  return markdownTable(header, cells)
}

/** A line for each unexpected replay with its reason, and for each reason why replays did not run. */
export function unexpectedReplays(rows: readonly ReplayRow[]): string[] {
  const notRun = rows.filter((row) => row.verdict === 'not-run')
  const lines = [
    ...rows
      .filter((row) => !replayIsAsExpected(row) && row.verdict !== 'not-run')
      .map(unexpectedLine),
    ...groupBy(notRun, (row) => row.why ?? 'no reason given').map(
      ([why, group]) => `! not run, ${group.length} of ${rows.length}: ${why}`,
    ),
  ]
  return lines.length === 0 ? [] : [lines.join('\n')]
}

/** `traces/v8.clean-start.1x1.Name.itf.json` without its folder and extensions. */
export function linkedTraceName(trace: string): string {
  return basename(trace).replace(/(\.itf)?\.json$/, '')
}

function cellsOf(row: ReplayRow, name: string): string[] {
  const { expected, verdict, step, action, errno, afterwards } = row
  return [
    name,
    subjectOf(row),
    expected,
    `${replayIsAsExpected(row) ? '' : '! '}${verdict}`,
    `${step ?? '-'}`,
    action ?? '-',
    errno ?? '-',
    afterwards,
  ]
}

/** The end of the name of a drawn behaviour. */
const numbered = /[-.]\d+$/

/** Replays with the same key share a row; an unexpected one has its own. */
function groupKey(row: ReplayRow, index: number): string {
  const { verdict, errno, afterwards } = row
  const stem = linkedTraceName(row.trace).replace(numbered, '')
  return replayIsAsExpected(row)
    ? JSON.stringify([stem, subjectOf(row), verdict, errno, afterwards])
    : `unexpected ${index}`
}

function sharedCells(group: readonly ReplayRow[]): string[] {
  return group.slice(0, 1).flatMap((row) => {
    const stem = linkedTraceName(row.trace).replace(numbered, '')
    return cellsOf({ ...row, step: null, action: null }, `${stem} (${group.length} behaviours)`)
  })
}

function unexpectedLine(row: ReplayRow): string {
  const why = row.why === undefined ? '' : `: ${row.why}`
  return `! ${linkedTraceName(row.trace)} on ${subjectOf(row)}: expected ${row.expected}, got ${row.verdict}${why}`
}
