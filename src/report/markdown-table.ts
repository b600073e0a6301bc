/**
 * A table in columns of equal width: readable in a terminal, and pasted into a ticket it is a table
 * of Markdown and of Redmine. A number stands right, everything else left.
 */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = [header, ...rows].map((row) =>
    header.map((_, column) => cellText(row[column] ?? '')),
  )
  const widths = header.map((_, column) =>
    Math.max(3, ...table.map((row) => (row[column] ?? '').length)),
  )
  const [head = [], ...body] = table.map((row) =>
    row.map((cell, column) => (isNumber(cell) ? padStart : padEnd)(cell, widths[column] ?? 0)),
  )
  return [head, widths.map((width) => '-'.repeat(width)), ...body].map(line).join('\n')
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const padStart = (text: string, width: number) => text.padStart(width)
const padEnd = (text: string, width: number) => text.padEnd(width)
const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text)

/** A cell is one line, and a bar would end it. */
function cellText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
}
