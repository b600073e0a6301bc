import type { WriteStream } from 'node:tty'

/** One line of progress that each text replaces; without a terminal, nothing. */
export function liveLine(stream: WriteStream) {
  const write = (text: string) => {
    if (stream.isTTY) stream.write(`\r\x1b[K${text.slice(0, Math.max(1, stream.columns - 1))}`)
  }
  return { show: write, clear: () => write('') }
}
