import type { Readable } from 'node:stream'
import { linesOf } from '../../../process/lines.js'
import { monotonicUs } from '../../../process/monotonic-clock.js'
import { isOfAnEngine } from '../../engine-log.js'

/** The restarter writes this line between the outputs of two runs. */
const endOfRun = 'peerup restarter: end of run'

const maxCharacters = 4 * 1024 * 1024

/** The output of one run, up to a bound. */
export class RunLog {
  readonly lines: string[] = []
  /** Resolves when the run has ended and its whole output is here. */
  readonly complete: Promise<void>
  #end: () => void = () => {}
  #characters = 0
  #watch: { pattern: RegExp; resolve: (us: number) => void } | null = null

  constructor() {
    this.complete = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** When the first matching line comes, in microseconds of CLOCK_MONOTONIC. Call once, before the start. */
  comes(pattern: RegExp): Promise<number> {
    return new Promise((resolve) => {
      this.#watch = { pattern, resolve }
    })
  }

  add(line: string): void {
    if (this.#watch?.pattern.test(line)) this.#watch.resolve(monotonicUs())
    this.#characters += line.length
    // Of endless output the beginning and the lines of an engine are enough.
    if (this.#characters <= maxCharacters || isOfAnEngine([line])) this.lines.push(line)
  }

  end(): void {
    this.#end()
  }
}

/** Splits the output of a restarter into runs. */
export class RunLogs {
  #current = new RunLog()

  constructor(stream: Readable) {
    linesOf(stream).on('line', (line) => {
      if (line !== endOfRun) return this.#current.add(line)
      this.#current.end()
      this.#current = new RunLog()
    })
  }

  /** The log of the current run; between two runs, of the next one. */
  current(): RunLog {
    return this.#current
  }
}
