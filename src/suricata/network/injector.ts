import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { PeerupError } from '../../core/error.js'
import { linesOf } from '../../process/lines.js'
import { type Arrival, flowReplies, type ReachedWay } from './flow-replies.js'

/** What came out of a pair when frames were sent into it. */
export type Probe = {
  in: string
  out: string
  sent: number
  received: number
  /** How many of them went to each thread of the first interface. */
  targets: number[]
  /** Milliseconds until the first frame came out; null if none did. */
  firstMs: number | null
}

/** What an interface's link can be. */
export const linkValue = z.enum(['up', 'down'])
export type LinkValue = z.infer<typeof linkValue>

const reply = z.union([
  z.strictObject({ sent: z.int() }),
  z.strictObject({
    probe: z.strictObject({
      in: z.string(),
      out: z.string(),
      sent: z.int(),
      received: z.int(),
      targets: z.array(z.int()),
      firstMs: z.number().nullable(),
    }),
  }),
  z.strictObject({
    flood: z.strictObject({
      in: z.string(),
      out: z.string(),
      sent: z.int(),
      received: z.int(),
      seconds: z.number(),
    }),
  }),
  z.strictObject({ link: linkValue }),
  ...flowReplies,
  z.strictObject({ error: z.string() }),
])
type Reply = z.infer<typeof reply>

export type Flood = { sent: number; received: number; seconds: number }

/** The injector in the clients' namespace, at the other end of `socket`: one command at a time. */
export class Injector {
  readonly #socket: Duplex
  readonly #lines: AsyncIterator<string>

  constructor(socket: Duplex) {
    this.#socket = socket
    // The program may end before the injector is asked: the next question finds out.
    socket.on('error', () => {})
    this.#lines = linesOf(socket)[Symbol.asyncIterator]()
  }

  /** Sends one frame for thread `index` (from 0) of the engine's `iface`, whose fanout group has `members`. */
  async send(iface: string, index: number, members: number): Promise<void> {
    const said = await this.#ask(`send ${iface} ${index} ${members}`)
    if (!('sent' in said)) throw unexpected('"sent"', said)
  }

  /** Sends one frame for the member of a fanout group by processor (`cluster_cpu`) that has this slot, from 0. */
  async aim(iface: string, slot: number, members: number): Promise<void> {
    const said = await this.#ask(`aim ${iface} ${slot} ${members}`)
    if (!('sent' in said)) throw unexpected('"sent"', said)
  }

  /** Sends up to `count` frames into one interface until one comes out of the other, or the time is up; `aimed` as in `aim`. */
  async probe(
    from: string,
    to: string,
    limits: { threads: number; count: number; deadlineMs: number; aimed?: boolean },
  ): Promise<Probe> {
    const { threads, count, deadlineMs, aimed = false } = limits
    const command = aimed ? 'probe-aimed' : 'probe'
    const said = await this.#ask(`${command} ${from} ${to} ${threads} ${count} ${deadlineMs}`)
    if (!('probe' in said)) throw unexpected('"probe"', said)
    return said.probe
  }

  /** Sends `count` frames as fast as they go, and counts what comes out of the other interface. */
  async flood(from: string, to: string, count: number): Promise<Flood> {
    const said = await this.#ask(`flood ${from} ${to} ${count}`)
    if (!('flood' in said)) throw unexpected('"flood"', said)
    return said.flood
  }

  /** Sets the link of the engine's `iface`; answers when it is so and, of one that is up, when frames pass. */
  async link(iface: string, value: LinkValue): Promise<void> {
    const said = await this.#ask(`link ${iface} ${value}`)
    if (!('link' in said) || said.link !== value) throw unexpected(`"link" ${value}`, said)
  }

  /** Sends into the first interface of each pair, until it is stopped or that many seconds are over. */
  async traffic(pairs: string, perSecond: number, maxSeconds: number): Promise<void> {
    const said = await this.#ask(`traffic ${pairs} ${perSecond} ${maxSeconds}`)
    if (!('traffic' in said)) throw unexpected('"traffic"', said)
  }

  /** What came out of each pair of the traffic since this was asked last. */
  async arrivals(): Promise<Arrival[]> {
    const said = await this.#ask('arrivals')
    if (!('arrivals' in said)) throw unexpected('"arrivals"', said)
    return said.arrivals
  }

  /** Ends the traffic; how many frames went, in how many seconds. */
  async stopTraffic(): Promise<{ sent: number; seconds: number }> {
    const said = await this.#ask('stop')
    if (!('stopped' in said)) throw unexpected('"stopped"', said)
    return said.stopped
  }

  /** Sends frames of so many flows both ways through all pairs, until one of each came out or the time is up. */
  async reach(
    pairs: string,
    flows: number,
    deadlineMs: number,
  ): Promise<{ reach: ReachedWay[]; startUs: number }> {
    const said = await this.#ask(`reach ${pairs} ${flows} ${deadlineMs}`)
    if (!('reach' in said)) throw unexpected('"reach"', said)
    return said
  }

  async #ask(command: string): Promise<Reply> {
    this.#socket.write(`${command}\n`)
    // A socket that broke is an end, too: `next` tells of it once, and then as an error.
    const { value, done } = await this.#lines.next().catch(() => ({ value: '', done: true }))
    if (done) throw unexpected(`an answer to "${command}"`, 'the end of the injector')
    const parsed = reply.safeParse(JSON.parse(value))
    if (!parsed.success) throw unexpected(`an answer to "${command}"`, value)
    if ('error' in parsed.data) throw unexpected(`an answer to "${command}"`, parsed.data.error)
    return parsed.data
  }
}

function unexpected(expected: string, got: unknown): PeerupError {
  return new PeerupError(
    'program',
    `expected ${expected} from the injector, got ${typeof got === 'string' ? got : JSON.stringify(got)}`,
  )
}
