/** Lines that a program wrote at its start and at its end, as far as a person reads them. */
const [atStart, atEnd] = [50, 150]
const longest = 500

/** What a program wrote, to be shown: bounded, and without what a terminal would take for a command. */
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
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  return cut.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (one) => {
    return `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}
