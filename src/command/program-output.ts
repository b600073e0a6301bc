/** How many of the first and of the last lines of a program's output are shown. */
const [atStart, atEnd] = [50, 150]
const longest = 500

/** A program's output for a terminal: bounded, with control characters escaped. */
export function printableOutput(output: string): string {
  const lines = output.trimEnd().split('\n').map(shown)
  const left = lines.length - atStart - atEnd
  const parts =
    left <= 0
      ? lines
      : [...lines.slice(0, atStart), `[${left} lines left out]`, ...lines.slice(-atEnd)]
  return parts.map((line) => `  ${line}`).join('\n')
}

const shown = (line: string): string => {
  const cut = line.length > longest ? `${line.slice(0, longest)} [...]` : line
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced.
  return cut.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (one) => {
    return `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}
