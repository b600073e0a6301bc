import { afterEach, describe, expect, it } from 'vitest'
import { type SupervisedProcess, supervise } from '../../src/process/supervise.js'
import { type GateDriver, gateDriver } from '../../src/replay/gates/gate-driver.js'
import { preload } from './gated-engine.js'
import { binary } from './gated-forwarder.js'
import { Lines, within } from './waiting.js'

const [tx, rx] = ['W#01-tx0', 'W#01-rx0'] as const
const threads = [tx, rx]
const gates = [
  ...['OpenSocket', 'BeginRing', 'EndRing', 'WaitTurn', 'Bind', 'PublishIfIndex'],
  ...['SynchronizeStart', 'Receive', 'Reopen', 'Ended'],
]

let supervised: SupervisedProcess | undefined
afterEach(async () => {
  await supervised?.end()
})

const { signal } = new AbortController()

/** A program that makes the calls of a ring-first engine, its threads at their first gates. */
async function start(down: string[]): Promise<GateDriver> {
  supervised = supervise(binary('preload-fake-engine'), ['7.0', 'ring-first'], {
    network: 'tx0:rx0',
    down,
    sockets: 3,
    env: {
      LD_PRELOAD: preload,
      PEERUP_GATES: threads.map((name, i) => `${name}=${5 + i}`).join(),
    },
  })
  const [, ...sockets] = supervised.sockets
  const driver = gateDriver({ sockets, threads, gates, ended: supervised.ended })
  await within(10_000, 'all threads', driver.assemble(threads, signal))
  return driver
}

async function bringUp(iface: string): Promise<void> {
  const [injector] = supervised?.sockets ?? []
  if (injector === undefined) throw new Error('expected the socket of the injector')
  injector.write(`link ${iface} up\n`)
  expect(await new Lines(injector).next()).toContain('link')
}

/** The gates at which a thread stops, from where it stands, in `steps` releases. */
async function walk(driver: GateDriver, thread: string, steps: number): Promise<string[]> {
  const path = [driver.standing(thread)]
  for (let step = 0; step < steps; step++) {
    await within(10_000, `${thread} at a gate`, driver.release(thread, signal))
    path.push(driver.standing(thread))
  }
  return path
}

describe('an engine that sets up its rings before the turn', () => {
  it('stops in the order of its model, also where the turn comes at once', async () => {
    const driver = await start([])
    // The second thread first: its ring needs no turn.
    expect(await walk(driver, rx, 4)).toEqual([
      ...['OpenSocket', 'BeginRing', 'EndRing', 'WaitTurn', 'WaitTurn'],
    ])
    const whole = [
      ...['OpenSocket', 'BeginRing', 'EndRing', 'WaitTurn', 'Bind', 'PublishIfIndex'],
      'SynchronizeStart',
    ]
    expect(await walk(driver, tx, 6)).toEqual(whole)
    expect(await walk(driver, rx, 3)).toEqual(whole.slice(3))
    const outcome = await driver.look(tx)
    expect(outcome).toMatchObject({ snapshot: { extra: { ring: 2, fanout: -1 } } })
  })

  it('waits for its turn after a failed opening, and reopens without one', async () => {
    const driver = await start(['tx0', 'rx0'])
    expect(await walk(driver, rx, 2)).toEqual(['OpenSocket', 'WaitTurn', 'WaitTurn'])
    expect(await walk(driver, tx, 2)).toEqual(['OpenSocket', 'WaitTurn', 'Reopen'])
    expect(await walk(driver, rx, 1)).toEqual(['WaitTurn', 'Reopen'])
    await bringUp('tx0')
    expect(await walk(driver, tx, 5)).toEqual([
      ...['Reopen', 'OpenSocket', 'BeginRing', 'EndRing', 'Bind', 'PublishIfIndex'],
    ])
  })
})
