import { markdownTable } from './markdown-table.js'
import type { Properties } from './model-table.js'
import type { ModelRow } from './results.js'
import { unexpectedMark, unexpectedRows } from './unexpected-marks.js'

/** Every row in full. Without `timings` the text is reproducible. */
export function modelList(
  rows: readonly ModelRow[],
  properties: Properties,
  { timings }: { timings: boolean },
): string {
  const header = [
    'variant',
    'scenario',
    'topology',
    'property',
    'claim',
    'expected',
    'verdict',
    'states',
    'depth',
  ]
  const cells = rows.map((row) => [
    row.variant,
    row.scenario,
    row.topology,
    row.property,
    properties[row.property]?.claim ?? '',
    row.expected,
    `${unexpectedMark(row)}${row.verdict}`,
    `${row.states ?? '-'}`,
    `${row.depth ?? '-'}`,
    ...(timings ? [row.seconds.toFixed(1)] : []),
  ])
  return [
    markdownTable(timings ? [...header, 'seconds'] : header, cells),
    ...unexpectedRows(rows),
  ].join('\n\n')
}
