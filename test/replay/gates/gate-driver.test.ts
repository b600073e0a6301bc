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
const trace = traceOf({ states: lost, loop: null, stuttering: false }, meta, mapping)

function driverOf(client: Client, more: Partial<GateDriverOptions> = {}) {
  const { sockets, ended } = client
  return gateDriver({ sockets, ended, threads: ['a', 'b'], gates: ['Load', 'Store'], ...more })
}

const run = (client: Client, more: Partial<GateDriverOptions> = {}, stepMs = 20_000) =>
  replay({
    machine: machineOf(trace, mapping, { assembleMs: 20_000, stepMs }),
    mapping,
    driver: driverOf(client, more),
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

  it.each(cases)('reports a program that %s', async (_, mode, expected) => {
    expect(await run(counter(mode))).toMatchObject(expected)
  })

  it('says how the program ended', async () => {
    expect((await run(counter('exits'))).why).toContain('the program ended with code 3')
    expect((await run(counter('crashes'))).why).toContain('the program ended by SIGKILL')
  })

  it('says that the program still runs if only a thread vanished', async () => {
    expect(await run(counter('mute'), { endingMs: 10 })).toMatchObject({
      verdict: 'crashed',
      step: 2,
      why: 'vanished: b (last gate Load): expected "at", got end of file; the program still runs',
    })
  })

  it('times out if a thread reaches no gate, and names the last gates', async () => {
    expect(await run(counter('hangs'), {}, 50)).toMatchObject({
      verdict: 'timed-out',
      step: 2,
      at: { a: 'Store', b: 'Load' },
    })
  })

  it('is an error if the program has other threads than the model', async () => {
    expect(
      await run(counter(), { threads: ['a', 'b', 'c'], sockets: counter().sockets.slice(0, 1) }),
    ).toMatchObject({
      verdict: 'error',
      why: 'expected the threads a, b, got b',
    })
  })

  it('takes a step of the driver, and then takes a snapshot at a parked thread', async () => {
    const actions: string[] = []
    const perform = async (action: string, performer: string) => {
      actions.push(`${action} of ${performer}`)
    }
    const driver = driverOf(counter(), { perform })
    const { signal } = new AbortController()
    await driver.assemble(['a', 'b'], signal)
    expect(await driver.perform('LinkDown', 'tx0', signal)).toMatchObject({
      kind: 'parked',
      at: { a: 'Load', b: 'Load' },
      snapshot: { count: 0 },
    })
    expect(actions).toEqual(['LinkDown of tx0'])
  })

  it('takes no snapshot after the deadline of a step of the driver', async () => {
    const controller = new AbortController()
    const driver = driverOf(counter(), { perform: async () => controller.abort() })
    await driver.assemble(['a', 'b'], controller.signal)
    await expect(driver.perform('LinkDown', 'tx0', controller.signal)).rejects.toThrow('aborted')
  })

  it('is an error if the program has no steps of the driver', async () => {
    const driver = driverOf(counter())
    const { signal } = new AbortController()
    await expect(driver.perform('LinkDown', 'tx0', signal)).rejects.toThrow(
      'expected a program whose driver can do LinkDown, got one that cannot',
    )
  })

  it('lets all threads run on for good', async () => {
    const client = counter()
    const driver = driverOf(client)
    await driver.assemble(['a', 'b'], new AbortController().signal)
    await driver.free()
    expect(await client.ended).toEqual({ code: 0, signal: null })
  })

  it('ends the program', async () => {
    const client = counter()
    const driver = driverOf(client)
    await driver.assemble(['a', 'b'], new AbortController().signal)
    driver.abort()
    expect(await client.ended).toEqual({ code: 9, signal: null })
  })
})
