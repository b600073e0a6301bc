import { modelIsAsExpected } from './as-expected.js'
import type { ModelRow } from './results.js'

/** The prefix of an unexpected verdict. */
export function unexpectedMark(row: ModelRow): string {
  return modelIsAsExpected(row) ? '' : '! '
}

/** Below a table, a line with the reason for each unexpected row. */
export function unexpectedRows(rows: readonly ModelRow[]): string[] {
  const lines = rows
    .filter((row) => !modelIsAsExpected(row))
    .map(({ model, property, expected, verdict, why }) => {
      const reason = why === undefined ? '' : `: ${why}`
      return `! ${model} ${property}: expected ${expected}, got ${verdict}${reason}`
    })
  return lines.length === 0 ? [] : [lines.join('\n')]
}
