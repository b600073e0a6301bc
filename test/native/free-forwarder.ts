import { type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { binary, variantWords } from './gated-forwarder.js'
import { Lines, within } from './waiting.js'

export type Run = {
  pairs?: number
  threads?: number
  variant?: string
  /** Interfaces that are down when it starts. */
  down?: string[]
  /** A program, with words before its options if need be. */
  program?: string
  arguments?: string[]
}

export type Arrivals = { sent: number; received: number; firstMs: number | null }

/** A forwarder without gates, between interfaces of its own. */
export class FreeForwarder {
  readonly kept: SupervisedProcess
  readonly log: Lines
  readonly errors: Lines
  readonly #threads: number
  readonly #injector: { socket: NodeJS.WritableStream; lines: Lines }

  constructor({ pairs = 1, threads = 1, variant = 'v8', program, ...more }: Run) {
    const network = Array.from({ length: pairs }, (_, i) => `tx${i}:rx${i}`).join(',')
    const [command = '', ...words] = program?.split(' ') ?? [binary('forwarder')]
    this.#threads = threads
    this.kept = supervise(
      command,
      [
        ...words,
        ...['--interfaces', network, '--threads', String(threads), ...variantWords(variant)],
        ...(more.arguments ?? []),
      ],
      { network, sockets: 1, ...(more.down === undefined ? {} : { down: more.down }) },
    )
    const [socket] = this.kept.sockets
    if (socket === undefined) throw new Error('expected the socket of the injector')
    this.#injector = { socket, lines: new Lines(socket) }
    this.log = new Lines(this.kept.stdout)
    this.errors = new Lines(this.kept.stderr)
  }

  started(): Promise<string> {
    return this.log.until(/Engine started/, 30_000)
  }

  async inject(command: string): Promise<{ [key: string]: unknown }> {
    this.#injector.socket.write(`${command}\n`)
    return JSON.parse((await this.#injector.lines.next(30_000)) ?? 'null')
  }

  /** Whether frames sent into one interface come out of the other. */
  async probe(from: string, to: string, count = 1000): Promise<Arrivals> {
    const { probe } = await this.inject(`probe ${from} ${to} ${this.#threads} ${count} 10000`)
    return probe as Arrivals
  }

  /** Stops it: its exit code and the rest of its log. */
  async finish(): Promise<{ code: number | null; log: string[]; errors: string[] }> {
    this.kept.stop()
    const { code } = await within(30_000, 'the end of the forwarder', this.kept.ended)
    return { code, log: await this.log.rest(), errors: await this.errors.rest() }
  }
}
