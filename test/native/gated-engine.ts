import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { nativeFolder, type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import type { StepOutcome } from '../../src/replay/driver.js'
import { type GateDriver, gateDriver } from '../../src/replay/gates/gate-driver.js'
import { suricataCommand } from '../../src/suricata/binary/command.js'
import { interfacePairs } from '../../src/suricata/network/topology.js'
import { engine } from '../suricata/binary/engine.js'
import type { Snapshot as ForwarderSnapshot } from './gated-forwarder.js'
import { Lines, within } from './waiting.js'

export const preload = join(nativeFolder, 'peerup-preload.so')

/** A snapshot of an engine: what is visible from outside. */
export type Snapshot = Omit<ForwarderSnapshot, 'counted' | 'peer_update' | 'extra'> & {
  extra: ForwarderSnapshot['extra'] & {
    slot: { [thread: string]: number }
    called: { [thread: string]: number }
    asked: { [thread: string]: { call: string; flags: number } }
    ring: number
    fanout: number
    layout: string
  }
}

export type EngineOptions = {
  pairs?: number
  threads?: number
  down?: string[]
  env?: Record<string, string>
  /** Further arguments of the engine. */
  words?: string[]
  /** The threads that stop at gates; all by default. */
  gated?: string[]
  /** How many more sockets it inherits, after those of the gates. */
  sockets?: number
}

/** An unmodified engine in namespaces, its capture threads behind gates. */
export class GatedEngine {
  readonly threads: string[]
  readonly driver: GateDriver
  readonly supervised: SupervisedProcess
  readonly stdout: Promise<string>
  readonly stderr: Promise<string>
  readonly #gated: readonly string[]
  readonly #injector: { socket: NodeJS.WritableStream; lines: Lines }

  constructor({ pairs = 1, threads = 1, down = [], env = {}, ...more }: EngineOptions = {}) {
    const topology = { pairs, threads }
    const network = interfacePairs(topology)
    this.threads = network
      .flat()
      .flatMap((iface) => Array.from({ length: threads }, (_, i) => `W#0${i + 1}-${iface}`))
    const gated = more.gated ?? this.threads
    this.#gated = gated
    const command = suricataCommand({
      path: engine,
      topology,
      // The processor that delivers a frame selects its thread, so a test can aim it.
      fanout: 'cluster_cpu',
      args: more.words ?? [],
    })
    this.supervised = supervise(command.program, command.args, {
      network: network.map((pair) => pair.join(':')).join(),
      down,
      sockets: 1 + gated.length + (more.sockets ?? 0),
      env: {
        ...command.env,
        ...(gated.length === 0
          ? {}
          : { PEERUP_GATES: gated.map((name, i) => `${name}=${5 + i}`).join() }),
        ...env,
      },
    })
    const [injector, ...sockets] = this.supervised.sockets
    if (injector === undefined) throw new Error('expected the socket of the injector')
    this.#injector = { socket: injector, lines: new Lines(injector) }
    this.driver = gateDriver({
      sockets: sockets.slice(0, gated.length),
      threads: gated,
      gates: actions,
      ended: this.supervised.ended,
      perform: async (action, iface) => {
        const value = action === 'LinkUp' ? 'up' : 'down'
        expectAnswer(await this.inject(`link ${iface} ${value}`), 'link')
      },
    })
    this.stdout = text(this.supervised.stdout)
    this.stderr = text(this.supervised.stderr)
  }

  /** Waits until all threads stand at their first gates. */
  async assemble(): Promise<Snapshot> {
    const all = this.driver.assemble(this.#gated, signal)
    return this.#snapshot(await within(30_000, 'all threads at their first gates', all))
  }

  standing(thread: string): string {
    return this.driver.standing(thread)
  }

  /** Takes steps of one thread, which must stand at each gate; returns the last snapshot. */
  async step(thread: string, ...gates: string[]): Promise<Snapshot> {
    let snapshot: Snapshot | undefined
    for (const gate of gates) {
      if (this.standing(thread) !== gate) {
        throw new Error(`expected ${thread} at ${gate}, it stands at ${this.standing(thread)}`)
      }
      const released = this.driver.release(thread, signal)
      snapshot = this.#snapshot(await within(10_000, `${thread} at a gate`, released))
    }
    if (snapshot === undefined) throw new Error('expected a gate')
    return snapshot
  }

  /** Steps a thread on until it stands at a gate. */
  async bring(thread: string, gate: string): Promise<Snapshot> {
    let snapshot = await this.look(thread)
    for (let steps = 0; this.standing(thread) !== gate; steps++) {
      if (steps === 100)
        throw new Error(`expected ${thread} at ${gate}, got ${JSON.stringify(this.driver.at())}`)
      snapshot = await this.step(thread, this.standing(thread))
    }
    return snapshot
  }

  async look(thread: string): Promise<Snapshot> {
    return this.#snapshot(await within(10_000, `a look of ${thread}`, this.driver.look(thread)))
  }

  /** Sends a frame to one thread and waits until it is in its ring. */
  async frame(thread: string): Promise<Snapshot> {
    const iface = thread.slice(5)
    const { extra } = await this.look(thread)
    const aim = `aim ${iface} ${extra.slot[thread]} ${extra.members[iface]}`
    expectAnswer(await this.inject(aim), 'sent')
    for (const deadline = performance.now() + 5000; performance.now() < deadline; ) {
      const snapshot = await this.look(thread)
      if (snapshot.extra.frame[thread]) return snapshot
    }
    throw new Error(`expected a frame in the ring of ${thread}, none came in 5 s`)
  }

  /** Sets the link of an interface; returns a snapshot taken afterwards. */
  async link(iface: string, value: 'up' | 'down'): Promise<Snapshot> {
    const action = value === 'up' ? 'LinkUp' : 'LinkDown'
    return this.#snapshot(await this.driver.perform(action, iface, signal))
  }

  async inject(command: string): Promise<{ [key: string]: unknown }> {
    this.#injector.socket.write(`${command}\n`)
    return JSON.parse((await this.#injector.lines.next()) ?? 'null')
  }

  /** Frees all threads, lets the engine start if it has not, and stops it. */
  async finish(): Promise<{ code: number | null; log: string; stderr: string }> {
    await this.driver.free()
    this.supervised.stop()
    const { code } = await within(20_000, 'the end of the engine', this.supervised.ended)
    return { code, log: await this.stdout, stderr: await this.stderr }
  }

  #snapshot(outcome: StepOutcome): Snapshot {
    if (outcome.kind === 'parked') return outcome.snapshot as unknown as Snapshot
    throw new Error(`expected a parked thread, got ${outcome.kind}: ${outcome.why}`)
  }
}

const mapping = join(import.meta.dirname, '../../spec/mapping.json')
const actions = Object.keys(JSON.parse(await readFile(mapping, 'utf8')).actions)

/** Never aborted: within() sets the deadlines. */
const { signal } = new AbortController()

function expectAnswer(answer: { [key: string]: unknown }, key: string): void {
  if (!(key in answer)) throw new Error(`expected ${key}, got ${JSON.stringify(answer)}`)
}
