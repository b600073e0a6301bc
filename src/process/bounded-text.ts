import type { Readable } from 'node:stream'

const mostCharacters = 4 * 1024 * 1024

/**
 * What a program writes until it ends; of one that writes without end the beginning, and how much more
 * there was. It is read on all the same: it would wait for us.
 */
export async function boundedText(stream: Readable, most = mostCharacters): Promise<string> {
  let kept = ''
  let more = 0
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    const text = chunk as string
    const room = text.slice(0, most - kept.length)
    kept += room
    more += text.length - room.length
  }
  return more === 0 ? kept : `${kept}\n[${more} characters more were written, and not kept]\n`
}
