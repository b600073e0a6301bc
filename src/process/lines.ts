import { createInterface, type Interface } from 'node:readline'
import { type Readable, Transform, type TransformCallback } from 'node:stream'

/**
 * The lines that a program writes, each of 1 MiB at most. A broken stream ends like one at its end of
 * file: the program's exit explains the break, and readline, which repeats the error, would end this
 * process with it.
 */
export function linesOf(input: Readable): Interface {
  const bounded = input.pipe(new LineBreaker())
  for (const event of ['error', 'close']) input.on(event, () => bounded.end())
  const lines = createInterface({ input: bounded })
  lines.on('error', () => lines.close())
  return lines
}

const mostBytes = 1024 * 1024
const newline = 0x0a

/** Breaks endless lines: readline would buffer all of one and deliver none. */
class LineBreaker extends Transform {
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
