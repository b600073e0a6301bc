import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type FeatureRecord, featuresText } from '../../src/core/features.js'
import { featuresOf, readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { RawGate } from './raw-gate.js'
import { Lines, within } from './waiting.js'

type State = 'UP' | 'DOWN'
type PerThread<T> = { [thread: string]: T }

export type Sent = {
  result: string
  socket: number
  if_idx: number
  used: number
  held: number
  state: State
  afp_state: State
}

export type Snapshot = {
  turn: number
  reached: number
  counted: PerThread<number>
  peer: PerThread<{ if_idx: number; socket: number; state: State }>
  ptv: PerThread<{ socket: number; afp_state: State }>
  descriptor: { '#map': [number, number][] }
  loaded: PerThread<{ if_idx: number; socket: number }>
  sent: PerThread<Sent>
  peer_update: PerThread<boolean>
  pollerr: PerThread<boolean>
  link: { [iface: string]: 'up' | 'down' }
  extra: {
    frame: PerThread<boolean>
    waits: PerThread<false | 'recv'>
    members: PerThread<number>
  }
}

export type Options = {
  variant: string
  pairs?: number
  threads?: number
  program?: string
  /** Interfaces that are down when the program starts. */
  down?: string[]
  arguments?: string[]
}

export const { manifest } = readSpecification(join(packageRoot, 'spec'))

/** A variant's features as the forwarder takes them, some of them changed. */
export const featuresWith = (variant: string, changed: FeatureRecord = {}): string =>
  featuresText({ ...featuresOf(manifest, variant), ...changed })

/** A variant by its name, or by its features. */
export const variantWords = (variant: string) => [
  '--features',
  variant.includes('=') ? variant : featuresWith(variant),
]

export const binary = (name: string) => join(nativeFolder, name)

/** A forwarder in its own network, whose threads stop at gates. */
export class GatedForwarder {
  readonly threads: string[]
  readonly supervised: SupervisedProcess
  readonly stdout: Promise<string>
  readonly stderr: Promise<string>
  readonly #gates: { [thread: string]: RawGate } = {}
  readonly #standing: PerThread<string> = {}
  readonly #injector: { socket: NodeJS.WritableStream; lines: Lines }

  static async start(options: Options): Promise<GatedForwarder> {
    const forwarder = new GatedForwarder(options)
    for (const thread of forwarder.threads) {
      const gate = forwarder.gate(thread)
      const hello = await gate.next()
      if (hello?.thread !== thread) throw new Error(`expected ${thread}, got ${hello?.thread}`)
      forwarder.#arrive(thread, await gate.next())
    }
    return forwarder
  }

  private constructor({ variant, pairs = 1, threads = 1, program, ...more }: Options) {
    const network = Array.from({ length: pairs }, (_, i) => `tx${i}:rx${i}`)
    const interfaces = network.flatMap((pair) => pair.split(':'))
    this.threads = interfaces.flatMap((iface) =>
      Array.from({ length: threads }, (_, i) => `W#0${i + 1}-${iface}`),
    )
    const [command = '', ...words] = program?.split(' ') ?? [binary('forwarder')]
    const options = [
      ...['--interfaces', network.join(), '--threads', String(threads)],
      ...variantWords(variant),
      ...(more.arguments ?? []),
    ]
    this.supervised = supervise(command, [...words, ...options], {
      network: network.join(),
      sockets: 1 + this.threads.length,
      ...(more.down === undefined ? {} : { down: more.down }),
      env: { PEERUP_GATES: this.threads.map((name, i) => `${name}=${5 + i}`).join(',') },
    })
    const [injector, ...gates] = this.supervised.sockets
    if (injector === undefined) throw new Error('expected the socket of the injector')
    this.#injector = { socket: injector, lines: new Lines(injector) }
    for (const [i, thread] of this.threads.entries()) this.#gates[thread] = new RawGate(gates[i])
    this.stdout = text(this.supervised.stdout)
    this.stderr = text(this.supervised.stderr)
  }

  gate(thread: string): RawGate {
    const gate = this.#gates[thread]
    if (gate === undefined) throw new Error(`expected one of ${this.threads}, got ${thread}`)
    return gate
  }

  standing(thread: string): string {
    return this.#standing[thread] ?? ''
  }

  /** Takes steps of one thread, by their names; returns the last snapshot. */
  async step(thread: string, ...actions: string[]): Promise<Snapshot> {
    let snapshot: Snapshot | undefined
    for (const action of actions) {
      if (this.standing(thread) !== action) {
        throw new Error(`expected ${thread} at ${action}, it stands at ${this.standing(thread)}`)
      }
      const arrival = await this.gate(thread).ask('go')
      this.#arrive(thread, arrival)
      snapshot = arrival.snapshot as Snapshot
    }
    if (snapshot === undefined) throw new Error('expected an action')
    return snapshot
  }

  /** Steps a thread on until it stands at a gate. */
  async bring(thread: string, gate: string): Promise<Snapshot> {
    let snapshot = await this.look(thread)
    for (let steps = 0; this.standing(thread) !== gate; steps++) {
      if (steps === 100) {
        throw new Error(`expected ${thread} to come to ${gate}, it is at ${this.standing(thread)}`)
      }
      snapshot = await this.step(thread, this.standing(thread))
    }
    return snapshot
  }

  async look(thread: string): Promise<Snapshot> {
    return (await this.gate(thread).ask('look')).snapshot as Snapshot
  }

  /** Sends a frame to one thread and waits until it is in its ring. */
  async frame(thread: string): Promise<Snapshot> {
    const [, number, iface = ''] = /^W#(\d\d)-(.+)$/.exec(thread) ?? []
    const { extra } = await this.look(thread)
    await this.inject(`send ${iface} ${Number(number) - 1} ${extra.members[iface]}`)
    return within(5000, `a frame for ${thread}`, this.#awaitFrame(thread))
  }

  /** Sets the link of an interface; returns a snapshot taken afterwards. */
  async link(iface: string, value: 'up' | 'down'): Promise<Snapshot> {
    const answer = await this.inject(`link ${iface} ${value}`)
    if (answer.link !== value) {
      throw new Error(`expected link ${value}, got ${JSON.stringify(answer)}`)
    }
    const [thread = ''] = this.threads
    return this.look(thread)
  }

  async inject(command: string): Promise<{ [key: string]: unknown }> {
    this.#injector.socket.write(`${command}\n`)
    return JSON.parse((await this.#injector.lines.next()) ?? 'null')
  }

  free(): void {
    for (const thread of this.threads) this.gate(thread).write('free\n')
  }

  /** Frees all threads and stops the forwarder; returns its exit code and its log. */
  async finish(): Promise<{ code: number | null; log: string }> {
    this.free()
    this.supervised.stop()
    const { code } = await within(20_000, 'the end of the forwarder', this.supervised.ended)
    return { code, log: await this.stdout }
  }

  async #awaitFrame(thread: string): Promise<Snapshot> {
    for (;;) {
      const snapshot = await this.look(thread)
      if (snapshot.extra.frame[thread]) return snapshot
    }
  }

  #arrive(thread: string, message: { [key: string]: unknown } | null): void {
    if (typeof message?.at !== 'string') {
      throw new Error(`expected ${thread} at a gate, got ${JSON.stringify(message)}`)
    }
    this.#standing[thread] = message.at
  }
}
