import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { PeerupError } from '../../core/error.js'
import { linesOf } from '../../process/lines.js'
import { type Arrival, flowReplies, type ReachedWay } from './flow-replies.js'

/** The result of a probe: frames sent into one interface of a pair, and received from the other. */
export type Probe = {
  in: string
  out: string
  sent: number
  received: number
  /** How many frames came out through each thread of the first interface. */
  targets: number[]
  /** Milliseconds until the first frame came out; null if none did. */
  firstMs: number | null
}

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

/** `received` frames came out of the other interface. */
export type Flood = { sent: number; received: number; seconds: number }

/**
 * The injector (native/injector) in the clients' namespace, at the other end of `socket`. It takes one
 * command at a time. Methods reject with a PeerupError `program` if it fails or ends.
 */
export class Injector {
  readonly #socket: Duplex
  readonly #lines: AsyncIterator<string>

  constructor(socket: Duplex) {
    this.#socket = socket
    // The injector may end between two commands; the next command then fails.
    socket.on('error', () => {})
    this.#lines = linesOf(socket)[Symbol.asyncIterator]()
  }

  /**
   * Sends one frame for thread `index` (from 0) of the engine's `iface`, whose fanout group has `members`: a
   * copy to each member, of which the thread keeps one.
   */
  async send(iface: string, index: number, members: number): Promise<void> {
    const answer = await this.#request(`send ${iface} ${index} ${members}`)
    if (!('sent' in answer)) throw unexpected('"sent"', answer)
  }

  /** Sends one frame to the member with this slot, from 0, of a fanout group by processor (`cluster_cpu`). */
  async aim(iface: string, slot: number, members: number): Promise<void> {
    const answer = await this.#request(`aim ${iface} ${slot} ${members}`)
    if (!('sent' in answer)) throw unexpected('"sent"', answer)
  }

  /**
   * Sends a frame for each thread of the engine's `iface` to the member with this slot. If threads receive
   * only frames for them, the one with the slot gets one, whichever it is.
   */
  async aimForAll(iface: string, slot: number, members: number): Promise<void> {
    const answer = await this.#request(`aim-for-all ${iface} ${slot} ${members}`)
    if (!('sent' in answer)) throw unexpected('"sent"', answer)
  }

  /**
   * Sends frames into one interface until one has come out of the other through each of its `threads`, up to
   * `count` frames and `deadlineMs`; with `aimed` to members of a fanout group as in `aim`.
   */
  async probe(
    from: string,
    to: string,
    limits: { threads: number; count: number; deadlineMs: number; aimed?: boolean },
  ): Promise<Probe> {
    const { threads, count, deadlineMs, aimed = false } = limits
    const command = aimed ? 'probe-aimed' : 'probe'
    const answer = await this.#request(`${command} ${from} ${to} ${threads} ${count} ${deadlineMs}`)
    if (!('probe' in answer)) throw unexpected('"probe"', answer)
    return answer.probe
  }

  /** Sends `count` frames as fast as possible, and counts those that come out of the other interface. */
  async flood(from: string, to: string, count: number): Promise<Flood> {
    const answer = await this.#request(`flood ${from} ${to} ${count}`)
    if (!('flood' in answer)) throw unexpected('"flood"', answer)
    return answer.flood
  }

  /** Sets the link of the engine's `iface`. Resolves when it is set; if it is up, when frames pass it. */
  async link(iface: string, value: LinkValue): Promise<void> {
    const answer = await this.#request(`link ${iface} ${value}`)
    if (!('link' in answer) || answer.link !== value) throw unexpected(`"link" ${value}`, answer)
  }

  /** Starts traffic into the first interface of each pair, until `stopTraffic` or for `maxSeconds`. */
  async traffic(pairs: string, perSecond: number, maxSeconds: number): Promise<void> {
    const answer = await this.#request(`traffic ${pairs} ${perSecond} ${maxSeconds}`)
    if (!('traffic' in answer)) throw unexpected('"traffic"', answer)
  }

  /** The frames of the traffic that came out of each pair since the last call. */
  async arrivals(): Promise<Arrival[]> {
    const answer = await this.#request('arrivals')
    if (!('arrivals' in answer)) throw unexpected('"arrivals"', answer)
    return answer.arrivals
  }

  /** Stops the traffic; returns how many frames were sent in how many seconds. */
  async stopTraffic(): Promise<{ sent: number; seconds: number }> {
    const answer = await this.#request('stop')
    if (!('stopped' in answer)) throw unexpected('"stopped"', answer)
    return answer.stopped
  }

  /** Sends frames of `flows` flows both ways through all pairs, until one of each came out or the time is up. */
  async reach(
    pairs: string,
    flows: number,
    deadlineMs: number,
  ): Promise<{ reach: ReachedWay[]; startUs: number }> {
    const answer = await this.#request(`reach ${pairs} ${flows} ${deadlineMs}`)
    if (!('reach' in answer)) throw unexpected('"reach"', answer)
    return answer
  }

  async #request(command: string): Promise<Reply> {
    this.#socket.write(`${command}\n`)
    // A broken socket is an end too; `next` rejects once.
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
