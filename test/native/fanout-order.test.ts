import { afterEach, describe, expect, it } from 'vitest'
import type { State } from '../../src/core/value.js'
import type { GateDriver } from '../../src/replay/gates/gate-driver.js'
import {
  canSelectByProcessor,
  type FanoutOrder,
  fanoutOrder,
} from '../../src/suricata/network/fanout-order.js'
import type { Injector } from '../../src/suricata/network/injector.js'
import { linksOf } from '../../src/suricata/network/links.js'
import { interfacePairs, type Topology } from '../../src/suricata/network/topology.js'
import { describeEngine } from '../suricata/binary/engine.js'
import type { GatedEngine } from './gated-engine.js'
import { binary, GatedForwarder } from './gated-forwarder.js'
import { openAndPublish, start as startEngine } from './running-engines.js'

// The kernel is asked by frames: the thread that gets the frame of processor k is at place k.

let running: GatedForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.supervised.end()))
  running = []
})

async function start(pairs: number, variant: string, program = binary('forwarder')) {
  const options = { program, variant, pairs, threads: 2, arguments: ['--fanout', 'cpu'] }
  const forwarder = await GatedForwarder.start(options)
  running.push(forwarder)
  return forwarder
}

/** The order that frames show, through what a replay uses. */
async function orderOf(
  program: Pick<GatedForwarder | GatedEngine, 'threads' | 'inject' | 'look'>,
  topology: Topology,
): Promise<FanoutOrder> {
  const [first = ''] = program.threads
  const snapshot = (await program.look(first)) as unknown as State
  const driver = {
    at: () => Object.fromEntries(program.threads.map((thread) => [thread, 'a gate'])),
    look: async (thread: string) => ({
      kind: 'parked' as const,
      at: {},
      snapshot: (await program.look(thread)) as unknown as State,
    }),
  } as unknown as GateDriver
  const links = linksOf(topology)
  const aim = async (word: string, iface: string, slot: number, members: number) => {
    const answer = await program.inject(`${word} ${iface} ${slot} ${members}`)
    if (!('sent' in answer)) throw new Error(JSON.stringify(answer))
  }
  const injector = {
    aim: (...words: [string, number, number]) => aim('aim', ...words),
    aimForAll: (...words: [string, number, number]) => aim('aim-for-all', ...words),
  } as unknown as Injector
  const network = { injector, links, topology, byProcessor: true, down: new Set<string>() }
  return fanoutOrder(network, { driver, snapshot, signal: new AbortController().signal })
}

/** Each interface's threads as they started, and turned. */
const inTurn = (topology: Topology, turned = false): FanoutOrder =>
  Object.fromEntries(
    interfacePairs(topology)
      .flat()
      .map((iface) => {
        const threads = [`W#01-${iface}`, `W#02-${iface}`]
        return [iface, turned ? threads.reverse() : threads]
      }),
  )

/** Starts all threads, each whole in its turn. */
async function startInTurn(forwarder: GatedForwarder): Promise<void> {
  for (const thread of forwarder.threads) await forwarder.bring(thread, 'SynchronizeStart')
}

/** Binds all threads in turn, and then sets up the rings of each interface, the first thread's last. */
async function startWithFirstRingLast(forwarder: GatedForwarder): Promise<void> {
  const { threads } = forwarder
  for (const thread of threads) await forwarder.bring(thread, 'BeginRing')
  for (const thread of threads.toReversed()) await forwarder.bring(thread, 'SynchronizeStart')
}

const sizes: Topology[] = [
  { pairs: 1, threads: 2 },
  { pairs: 6, threads: 2 },
]

// Each place needs a processor of its own.
const canAim = canSelectByProcessor({ threads: 2 }, { own: false })

describe.skipIf(!canAim)('frames show that', () => {
  it.each(sizes)('v7 keeps the order of turns: $pairs pairs', async (topology) => {
    const forwarder = await start(topology.pairs, 'v7')
    await startInTurn(forwarder)
    expect(await orderOf(forwarder, topology)).toEqual(inTurn(topology))
  })

  it.each(sizes)('v8 turns it if the first ring comes last: $pairs pairs', async (topology) => {
    const forwarder = await start(topology.pairs, 'v8')
    await startWithFirstRingLast(forwarder)
    expect(await orderOf(forwarder, topology)).toEqual(inTurn(topology, true))
  })

  it.each(['fix-a', 'fix-c'])('%s turns it as v8 does', async (variant) => {
    const forwarder = await start(1, variant)
    await startWithFirstRingLast(forwarder)
    expect(await orderOf(forwarder, { pairs: 1, threads: 2 })).toEqual({
      tx0: ['W#02-tx0', 'W#01-tx0'],
      rx0: ['W#02-rx0', 'W#01-rx0'],
    })
  })

  it('fix-d keeps it if the first ring comes last', async () => {
    const topology = { pairs: 1, threads: 2 }
    const forwarder = await start(topology.pairs, 'fix-d')
    for (const thread of forwarder.threads.toReversed()) await forwarder.bring(thread, 'WaitTurn')
    await startInTurn(forwarder)
    expect(await orderOf(forwarder, topology)).toEqual(inTurn(topology))
  })

  it('a ring that is set up first, but on a bound socket, turns it', async () => {
    const program = binary('forwarder-mutant-ring-bound')
    const topology = { pairs: 1, threads: 2 }
    const forwarder = await start(topology.pairs, 'fix-d', program)
    for (const thread of forwarder.threads.toReversed()) await forwarder.bring(thread, 'WaitTurn')
    await startInTurn(forwarder)
    expect(await orderOf(forwarder, topology)).toEqual(inTurn(topology, true))
  })

  it('the frames of one observation do not disturb the start', async () => {
    const forwarder = await start(1, 'v7')
    await startInTurn(forwarder)
    await orderOf(forwarder, { pairs: 1, threads: 2 })
    forwarder.free()
    const { probe } = await forwarder.inject('probe tx0 rx0 2 1000 10000')
    expect(probe).toMatchObject({ targets: [expect.any(Number), expect.any(Number)] })
    expect(Math.min(...(probe as { targets: number[] }).targets)).toBeGreaterThan(0)
  })

  it('an interface is left out until all its threads are UP', async () => {
    const forwarder = await start(1, 'v8')
    const [tx1 = '', tx2 = '', rx1 = '', rx2 = ''] = forwarder.threads
    for (const thread of [tx1, tx2, rx1, rx2]) await forwarder.bring(thread, 'BeginRing')
    for (const thread of [tx1, rx1, rx2]) await forwarder.bring(thread, 'SynchronizeStart')
    expect(await orderOf(forwarder, { pairs: 1, threads: 2 })).toEqual({
      rx0: ['W#01-rx0', 'W#02-rx0'],
    })
  })

  it('without --fanout cpu, threads take turns and every thread gets its frames', async () => {
    const forwarder = await GatedForwarder.start({ variant: 'v7', threads: 2 })
    running.push(forwarder)
    await startInTurn(forwarder)
    for (const thread of forwarder.threads) await forwarder.frame(thread)
  })

  it('by processor, every thread gets its frames wherever it is', async () => {
    const forwarder = await start(1, 'v8')
    await startWithFirstRingLast(forwarder)
    for (const thread of forwarder.threads) {
      const { extra } = await forwarder.frame(thread)
      expect(extra.frame[thread]).toBe(true)
    }
  })
})

describeEngine('frames show that an engine', () => {
  it.skipIf(!canAim)('keeps the order of turns if each thread opens in its turn', async () => {
    const engine = await startEngine({ threads: 2 })
    for (const thread of engine.threads) await engine.step(thread, 'WaitTurn', ...openAndPublish)
    expect(await orderOf(engine, { pairs: 1, threads: 2 })).toEqual(
      inTurn({ pairs: 1, threads: 2 }),
    )
  })
})
