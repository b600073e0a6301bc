import type { Readable } from 'node:stream'

const mostCharacters = 4 * 1024 * 1024

/**
 * Reads a program's output to its end. Keeps the first `most` characters and counts the rest in a
 * last line; the rest is read too, or the program would block on a full pipe.
 */
export async function boundedText(stream: Readable, most = mostCharacters): Promise<string> {
  let kept = ''
  let discarded = 0
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const text = chunk as string
    const fitting = text.slice(0, most - kept.length)
    kept += fitting
    discarded += text.length - fitting.length
  }
  return discarded === 0 ? kept : `${kept}\n[${discarded} more characters discarded]\n`
}
