import type { Readable } from 'node:stream'
import { PeerupError } from '../../../core/error.js'
import { linesOf } from '../../../process/lines.js'
import { within } from '../../../process/within.js'

/** The log of a program, line by line. Every search starts at the beginning of the log. */
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

  /** Whether a matching line is logged before the deadline or the end of the log. */
  async comes(pattern: RegExp, deadlineMs: number): Promise<boolean> {
    const match = new Promise<void>((resolve) => {
      this.#wake = () => this.#has(pattern) && resolve()
      this.#wake()
    })
    await within(Promise.race([match, this.#ended]), deadlineMs)
    return this.#has(pattern)
  }

  /** Waits for a matching line. Throws a PeerupError `program` with the last line if there is none in time. */
  async until(pattern: RegExp, deadlineMs: number): Promise<void> {
    if (await this.comes(pattern, deadlineMs)) return
    const last = this.#lines.at(-1) ?? 'nothing'
    const message = `expected ${pattern} in the log within ${deadlineMs} ms, last line: ${last}`
    throw new PeerupError('program', message)
  }

  #has(pattern: RegExp): boolean {
    return this.#lines.some((line) => pattern.test(line))
  }

  /** All lines, after the program has closed its log. */
  async all(): Promise<readonly string[]> {
    await this.#ended
    return this.#lines
  }
}
