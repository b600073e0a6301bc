import { createInterface, type Interface } from 'node:readline'
import { type Readable, Transform, type TransformCallback } from 'node:stream'

/**
 * The lines that a program writes. A stream that breaks off ends, as at its end of file: why it broke is
 * told by how its program ended, and readline, which repeats the error, would end this process with it.
 */
export function linesOf(input: Readable): Interface {
  const bounded = input.pipe(new Bounded())
  for (const over of ['error', 'close']) input.on(over, () => bounded.end())
  const lines = createInterface({ input: bounded })
  lines.on('error', () => lines.close())
  return lines
}

const mostBytes = 1024 * 1024
const newline = 0x0a

/** Ends a line that has no end of its own: whoever reads lines waits for it, and keeps it all. */
class Bounded extends Transform {
  #length = 0

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    const last = chunk.lastIndexOf(newline)
    this.#length = last < 0 ? this.#length + chunk.length : chunk.length - last - 1
    this.push(chunk)
    if (this.#length >= mostBytes) {
      this.#length = 0
      this.push('\n')
    }
    done()
  }
}
