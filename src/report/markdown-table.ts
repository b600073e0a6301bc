/**
 * A table with padded columns: readable in a terminal, and a table of Markdown and Redmine when
 * pasted into a ticket. Numbers stand right, other cells left.
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

/** A line break or a bar would end the cell. */
function cellText(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
}
