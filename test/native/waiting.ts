import type { Readable } from 'node:stream'

/** Fails with a message that names what did not come, before the test itself times out. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`expected ${what} within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The lines of a stream, in order; null at its end. It listens from the start, so that none is lost. */
export class Lines {
  readonly #waiting: ((line: string | null) => void)[] = []
  readonly #lines: string[] = []
  #rest = ''
  #ended = false

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => this.#take(chunk.toString()))
    stream.on('error', () => this.#end())
    stream.on('close', () => this.#end())
    stream.on('end', () => this.#end())
  }

  next(ms = 10_000): Promise<string | null> {
    const line = this.#lines.shift()
    if (line !== undefined) return Promise.resolve(line)
    if (this.#ended) return Promise.resolve(null)
    return within(ms, 'a line', new Promise((resolve) => this.#waiting.push(resolve)))
  }

  /** Reads up to a line that matches; fails if none does. */
  async until(pattern: RegExp, ms = 10_000): Promise<string> {
    const others: string[] = []
    for (;;) {
      const line = await this.next(ms)
      if (line === null) throw new Error(`expected ${pattern}, got ${JSON.stringify(others)}`)
      if (pattern.test(line)) return line
      others.push(line)
    }
  }

  /** The remaining lines, up to the end of the stream. */
  async rest(ms = 10_000): Promise<string[]> {
    const lines: string[] = []
    for (let line = await this.next(ms); line !== null; line = await this.next(ms)) lines.push(line)
    return lines
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n')
    this.#rest = parts.pop() ?? ''
    for (const line of parts) {
      const waiting = this.#waiting.shift()
      if (waiting) waiting(line)
      else this.#lines.push(line)
    }
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#rest !== '') this.#take('\n')
    for (const waiting of this.#waiting.splice(0)) waiting(null)
  }
}
