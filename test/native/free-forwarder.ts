import { type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { binary, variantWords } from './gated-forwarder.js'
import { Lines, within } from './waiting.js'

export type Run = {
  pairs?: number
  threads?: number
  variant?: string
  /** Interfaces that are down when it starts. */
  down?: string[]
  /** The program, after words such as `setarch -R` if needed. */
  program?: string
  arguments?: string[]
}

export type Arrivals = { sent: number; received: number; firstMs: number | null }

/** A forwarder in its own network, without gates. */
export class FreeForwarder {
  readonly supervised: SupervisedProcess
  readonly log: Lines
  readonly errors: Lines
  readonly #threads: number
  readonly #injector: { socket: NodeJS.WritableStream; lines: Lines }

  constructor({ pairs = 1, threads = 1, variant = 'v8', program, ...more }: Run) {
    const network = Array.from({ length: pairs }, (_, i) => `tx${i}:rx${i}`).join(',')
    const [command = '', ...words] = program?.split(' ') ?? [binary('forwarder')]
    this.#threads = threads
    this.supervised = supervise(
      command,
      [
        ...words,
        ...['--interfaces', network, '--threads', String(threads), ...variantWords(variant)],
        ...(more.arguments ?? []),
      ],
      { network, sockets: 1, ...(more.down === undefined ? {} : { down: more.down }) },
    )
    const [socket] = this.supervised.sockets
    if (socket === undefined) throw new Error('expected the socket of the injector')
    this.#injector = { socket, lines: new Lines(socket) }
    this.log = new Lines(this.supervised.stdout)
    this.errors = new Lines(this.supervised.stderr)
  }

  started(): Promise<string> {
    return this.log.until(/Engine started/, 30_000)
  }

  async inject(command: string): Promise<{ [key: string]: unknown }> {
    this.#injector.socket.write(`${command}\n`)
    return JSON.parse((await this.#injector.lines.next(30_000)) ?? 'null')
  }

  /** Sends frames into one interface until one for each thread comes out of the other. */
  async probe(from: string, to: string, count = 1000): Promise<Arrivals> {
    const { probe } = await this.inject(`probe ${from} ${to} ${this.#threads} ${count} 10000`)
    return probe as Arrivals
  }

  /** Stops the forwarder; returns its exit code and the rest of its output. */
  async finish(): Promise<{ code: number | null; log: string[]; errors: string[] }> {
    this.supervised.stop()
    const { code } = await within(30_000, 'the end of the forwarder', this.supervised.ended)
    return { code, log: await this.log.rest(), errors: await this.errors.rest() }
  }
}
