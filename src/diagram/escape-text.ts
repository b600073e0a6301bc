/**
 * Escapes a text so that mermaid shows it unchanged. Mermaid's grammar ends a text at `#` and `;`,
 * and starts comments at `%%` and formulas at `$$`; its sanitizer reads tags and ampersands. An
 * entity is `#35;`. Line breaks are `<br/>` and stay.
 */
export function escapeText(text: string): string {
  return text
    .split(/<br\s*\/?>|\n/)
    .map(escapeLine)
    .join('<br/>')
}

function escapeLine(line: string): string {
  return line.replace(/[#;%$&<>"`{}\\]/g, (character) => `#${character.charCodeAt(0)};`)
}

/** Breaks a text between words into lines of at most `width` characters; a longer word stays whole. */
export function wrap(text: string, width: number): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else {
      lines.push(word)
    }
  }
  return lines.join('<br/>')
}
