import type { Readable } from 'node:stream'
import { PeerupError } from '../../../core/error.js'
import { linesOf } from '../../../process/lines.js'
import { within } from '../../../process/within.js'

/** What a program logs, line by line, from the beginning: a line that came before it was awaited counts. */
export class LogReader {
  readonly #lines: string[] = []
  readonly #ended: Promise<void>
  #wake: () => void = () => {}

  constructor(stream: Readable) {
    const reader = linesOf(stream)
    reader.on('line', (line) => {
      this.#lines.push(line)
      this.#wake()
    })
    this.#ended = new Promise((resolve) => reader.once('close', resolve))
  }

  /** Whether such a line is there by the time that the deadline is over. */
  async comes(pattern: RegExp, deadlineMs: number): Promise<boolean> {
    const came = new Promise<void>((resolve) => {
      this.#wake = () => this.#has(pattern) && resolve()
      this.#wake()
    })
    await within(Promise.race([came, this.#ended]), deadlineMs)
    return this.#has(pattern)
  }

  /** Fails with the last line if no such line comes. */
  async until(pattern: RegExp, deadlineMs: number): Promise<void> {
    if (await this.comes(pattern, deadlineMs)) return
    const last = this.#lines.at(-1) ?? 'nothing'
    const message = `expected ${pattern} in the log within ${deadlineMs} ms, last came: ${last}`
    throw new PeerupError('program', message)
  }

  #has(pattern: RegExp): boolean {
    return this.#lines.some((line) => pattern.test(line))
  }

  /** All lines, once the program has closed its log. */
  async all(): Promise<readonly string[]> {
    await this.#ended
    return this.#lines
  }
}
