/** A value that fits this width takes one line. */
const widthInCharacters = 140

/** JSON for people: one line for a value that fits, one line an element otherwise; ends in a newline. */
export function jsonText(data: unknown): string {
  return `${layOut(data, '', 0)}\n`
}

function layOut(data: unknown, indent: string, used: number): string {
  const compact = oneLine(data)
  if (indent.length + used + compact.length <= widthInCharacters) return compact
  const deeper = `${indent}  `
  if (Array.isArray(data)) {
    return enclose(
      '[]',
      indent,
      data.map((element) => layOut(element, deeper, 1)),
    )
  }
  if (typeof data === 'object' && data !== null) {
    const fields = Object.entries(data).map(([name, value]) => {
      const key = `${JSON.stringify(name)}: `
      return key + layOut(value, deeper, key.length + 1)
    })
    return enclose('{}', indent, fields)
  }
  return compact
}

function enclose(brackets: '[]' | '{}', indent: string, lines: readonly string[]): string {
  const [open, close] = brackets
  if (lines.length === 0) return brackets
  return `${open}\n${lines.map((line) => `${indent}  ${line}`).join(',\n')}\n${indent}${close}`
}

function oneLine(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(oneLine).join(', ')}]`
  if (typeof data !== 'object' || data === null) return JSON.stringify(data) ?? 'null'
  const fields = Object.entries(data).map(
    ([name, value]) => `${JSON.stringify(name)}: ${oneLine(value)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}
