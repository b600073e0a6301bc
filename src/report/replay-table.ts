import { basename } from 'node:path'
import { groupBy } from '../core/group-by.js'
import { markdownTable } from './markdown-table.js'
import { type ReplayRow, replayIsAsExpected, subjectOf } from './results.js'

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
 * A row for each replay: of which trace, on what, and what came of it. Behaviours of one model that
 * were drawn by chance and ended alike, as expected, share a row that counts them.
 */
export function replayTable(rows: readonly ReplayRow[]): string {
  const cells = groupBy(rows, groupKey).flatMap(([, group]) =>
    group.length === 1
      ? group.map((row) => cellsOf(row, linkedTraceName(row.trace)))
      : [shared(group)],
  )
  return markdownTable(header, cells)
}

/** Replays that did not come out as expected, and why; those that did not run, by their reason. */
export function unexpectedReplays(rows: readonly ReplayRow[]): string[] {
  const notRun = rows.filter((row) => row.verdict === 'not-run')
  const lines = [
    ...rows.filter((row) => !replayIsAsExpected(row) && row.verdict !== 'not-run').map(surprise),
    ...groupBy(notRun, (row) => row.why ?? 'no reason given').map(
      ([why, group]) => `! not run, ${group.length} of ${rows.length}: ${why}`,
    ),
  ]
  return lines.length === 0 ? [] : [lines.join('\n')]
}

/** `traces/v8.clean-start.1x1.Name.itf.json` without folder and ending. */
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

/** Behaviours that were drawn by chance have a number, or no name of their own. */
const numbered = /[-.]\d+$/

/** Replays with the same key are told in one row; one that nobody expected stands alone. */
function groupKey(row: ReplayRow, index: number): string {
  const { verdict, errno, afterwards } = row
  const stem = linkedTraceName(row.trace).replace(numbered, '')
  return replayIsAsExpected(row)
    ? JSON.stringify([stem, subjectOf(row), verdict, errno, afterwards])
    : `alone ${index}`
}

function shared(group: readonly ReplayRow[]): string[] {
  return group.slice(0, 1).flatMap((row) => {
    const stem = linkedTraceName(row.trace).replace(numbered, '')
    return cellsOf({ ...row, step: null, action: null }, `${stem} (${group.length} behaviours)`)
  })
}

function surprise(row: ReplayRow): string {
  const why = row.why === undefined ? '' : `: ${row.why}`
  return `! ${linkedTraceName(row.trace)} on ${subjectOf(row)}: expected ${row.expected}, got ${row.verdict}${why}`
}
