import { type ModelRow, modelIsAsExpected } from './results.js'

/** What stands before a verdict that nobody expected. */
export function unexpectedMark(row: ModelRow): string {
  return modelIsAsExpected(row) ? '' : '! '
}

/** Why rows are not as expected, below their table. */
export function unexpectedRows(rows: readonly ModelRow[]): string[] {
  const lines = rows
    .filter((row) => !modelIsAsExpected(row))
    .map(({ model, property, expected, verdict, why }) => {
      const reason = why === undefined ? '' : `: ${why}`
      return `! ${model} ${property}: expected ${expected}, got ${verdict}${reason}`
    })
  return lines.length === 0 ? [] : [lines.join('\n')]
}
