import type { Readable } from 'node:stream'
import { linesOf } from '../../../process/lines.js'
import { monotonicUs } from '../../../process/monotonic-clock.js'
import { isOfAnEngine } from '../../engine-log.js'

/** The restarter's line between what one run wrote and what the next one writes. */
const endOfRun = 'peerup restarter: end of run'

const mostCharacters = 4 * 1024 * 1024

/** What one run of a program wrote, up to a bound. */
export class RunLog {
  readonly lines: string[] = []
  /** Resolves when the run has ended, and all that it wrote is there. */
  readonly complete: Promise<void>
  #end: () => void = () => {}
  #kept = 0
  #watched: { pattern: RegExp; came: (us: number) => void } | null = null

  constructor() {
    this.complete = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** When a line like this one comes; asked before the run starts, once. */
  comes(pattern: RegExp): Promise<number> {
    return new Promise((came) => {
      this.#watched = { pattern, came }
    })
  }

  add(line: string): void {
    if (this.#watched?.pattern.test(line)) this.#watched.came(monotonicUs())
    this.#kept += line.length
    // Of what writes without end the beginning is enough, and what an engine says.
    if (this.#kept <= mostCharacters || isOfAnEngine([line])) this.lines.push(line)
  }

  end(): void {
    this.#end()
  }
}

/** Parts the output of a restarter into runs. */
export class RunLogs {
  #current = new RunLog()

  constructor(stream: Readable) {
    linesOf(stream).on('line', (line) => {
      if (line !== endOfRun) return this.#current.add(line)
      this.#current.end()
      this.#current = new RunLog()
    })
  }

  /** Of the run that comes next, or that is under way. */
  current(): RunLog {
    return this.#current
  }
}
