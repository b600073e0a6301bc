import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../../src/core/mapping.js'
import { traceOf } from '../../../src/core/trace-of.js'
import { type GateDriverOptions, gateDriver } from '../../../src/replay/gates/gate-driver.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { type Replayed, replay } from '../../../src/replay/replay.js'
import { meta, mapping as toy } from '../machine/toy.js'
import { type Client, counter } from './gate-client.js'

const { Load, Store } = toy.actions
if (Load === undefined || Store === undefined) throw new Error('expected Load and Store')
const { environment: _, ...without } = toy
const mapping: Mapping = { ...without, bounds: [], actions: { Load, Store }, bijections: {} }

const state = (a: string, b: string, count: number, seenA: number, seenB: number) => ({
  action: null,
  state: { pc: { a, b }, count, seen: { a: seenA, b: seenB } },
})
/** Two threads load 0 and both store 1: one update is lost. */
const lost = [
  state('Load', 'Load', 0, 0, 0),
  state('Store', 'Load', 0, 0, 0),
  state('Store', 'Store', 0, 0, 0),
  state('Load', 'Store', 1, 0, 0),
  state('Store', 'Store', 1, 1, 0),
  state('Store', 'Load', 1, 1, 0),
]
const machine = machineOf(
  traceOf({ states: lost, loop: null, stuttering: false }, meta, mapping),
  mapping,
)

function worldOf(client: Client, more: Partial<GateDriverOptions> = {}) {
  const { sockets, ended } = client
  return gateDriver({ sockets, ended, threads: ['a', 'b'], gates: ['Load', 'Store'], ...more })
}

const run = (client: Client, more: Partial<GateDriverOptions> = {}, stepMs = 20_000) =>
  replay({
    machine,
    mapping,
    world: worldOf(client, more),
    deadlines: { assembleMs: 20_000, stepMs },
  })

const cases: [string, string, Partial<Replayed>][] = [
  [
    'is killed in a step',
    'crashes',
    { verdict: 'crashed', step: 2, performer: 'b', action: 'Load' },
  ],
  ['exits in a step', 'exits', { verdict: 'crashed', step: 2 }],
  ['names a thread that the model does not have', 'stranger', { verdict: 'error', step: null }],
]

describe('a replay through gates', () => {
  it('reproduces a lost update, whatever the order of the sockets', async () => {
    const replayed = await run(counter())
    expect(replayed).toMatchObject({ verdict: 'reproduced', at: { a: 'Store', b: 'Load' } })
    expect(replayed.steps).toHaveLength(5)
  })

  it.each(cases)('tells of a program that %s', async (_, mode, expected) => {
    expect(await run(counter(mode))).toMatchObject(expected)
  })

  it('says how the program ended', async () => {
    expect((await run(counter('exits'))).why).toContain('the program ended with code 3')
    expect((await run(counter('crashes'))).why).toContain('the program ended by SIGKILL')
  })

  it('says that the program still runs when a thread alone vanished', async () => {
    expect(await run(counter('mute'), { endingMs: 10 })).toMatchObject({
      verdict: 'crashed',
      step: 2,
      why: 'vanished: b (last gate Load): expected "at", got end of file; the program still runs',
    })
  })

  it('times out when a thread comes to no gate, with the last gates', async () => {
    expect(await run(counter('hangs'), {}, 50)).toMatchObject({
      verdict: 'timed-out',
      step: 2,
      at: { a: 'Store', b: 'Load' },
    })
  })

  it('is an error when the program has other threads than the model', async () => {
    expect(
      await run(counter(), { threads: ['a', 'b', 'c'], sockets: counter().sockets.slice(0, 1) }),
    ).toMatchObject({
      verdict: 'error',
      why: 'expected the threads a, b, got b',
    })
  })

  it('acts for the driver, and then has a parked thread look', async () => {
    const acted: string[] = []
    const perform = async (action: string, performer: string) => {
      acted.push(`${action} of ${performer}`)
    }
    const world = worldOf(counter(), { perform })
    const { signal } = new AbortController()
    await world.assemble(['a', 'b'], signal)
    expect(await world.perform('LinkDown', 'tx0', signal)).toMatchObject({
      kind: 'parked',
      at: { a: 'Load', b: 'Load' },
      snapshot: { count: 0 },
    })
    expect(acted).toEqual(['LinkDown of tx0'])
  })

  it('asks nobody when the driver acted past its deadline', async () => {
    const controller = new AbortController()
    const world = worldOf(counter(), { perform: async () => controller.abort() })
    await world.assemble(['a', 'b'], controller.signal)
    await expect(world.perform('LinkDown', 'tx0', controller.signal)).rejects.toThrow('aborted')
  })

  it('is an error if nobody knows how to act for the driver', async () => {
    const world = worldOf(counter())
    const { signal } = new AbortController()
    await expect(world.perform('LinkDown', 'tx0', signal)).rejects.toThrow(
      'expected a world that knows how to do LinkDown, got one that does not',
    )
  })

  it('lets all threads go for good', async () => {
    const client = counter()
    const world = worldOf(client)
    await world.assemble(['a', 'b'], new AbortController().signal)
    await world.free()
    expect(await client.ended).toEqual({ code: 0, signal: null })
  })

  it('ends the program', async () => {
    const client = counter()
    const world = worldOf(client)
    await world.assemble(['a', 'b'], new AbortController().signal)
    world.abort()
    expect(await client.ended).toEqual({ code: 9, signal: null })
  })
})
