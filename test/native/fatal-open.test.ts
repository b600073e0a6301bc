import { afterEach, describe, expect, it } from 'vitest'
import { FreeForwarder } from './free-forwarder.js'
import { binary, featuresWith } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'
import { within } from './waiting.js'

const failing = (turn: number) => ({ arguments: ['--fail-ring', String(turn)] })
const bump = ['BumpReadTurn', 'BumpAddReached', 'BumpRereadTurn']
const late = ['WaitTurn', 'OpenSocket', 'Bind', 'BeginRing', 'EndRing']

let running: FreeForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.supervised.end()))
  running = []
})

describe('a thread whose first ring fails', () => {
  it('closes its socket, does not bump in 7.0.x, and stands at Ended for ever', async () => {
    const forwarder = await start({ variant: 'v7', ...failing(1) })
    const { ptv, descriptor, reached } = await forwarder.step(tx, ...late)
    expect([ptv[tx], descriptor['#map'], reached]).toEqual([
      { socket: 0, afp_state: 'DOWN' },
      [[0, 0]],
      0,
    ])
    const before = await forwarder.look(tx)
    expect(await forwarder.step(tx, 'Ended', 'Ended')).toEqual(before)
    expect(forwarder.standing(tx)).toBe('Ended')
  })

  it('has bumped already in 8.0.0-8.0.5, and leaves it at that with bumpOnFatal', async () => {
    const variant = featuresWith('v8', { bumpOnFatal: true })
    const forwarder = await start({ variant, ...failing(1) })
    const { reached } = await forwarder.step(
      tx,
      ...['WaitTurn', 'OpenSocket', 'Bind', ...bump, 'BeginRing', 'EndRing'],
    )
    expect([reached, forwarder.standing(tx)]).toEqual([1, 'Ended'])
  })

  it('bumps before it ends in 7.0.x with bumpOnFatal', async () => {
    const variant = featuresWith('v7', { bumpOnFatal: true })
    const forwarder = await start({ variant, ...failing(1) })
    const { reached } = await forwarder.step(tx, ...late, ...bump)
    expect([reached, forwarder.standing(tx)]).toEqual([1, 'Ended'])
  })

  it('waits for its turn and bumps in fix-d', async () => {
    const forwarder = await start({ variant: 'fix-d', ...failing(2) })
    await forwarder.step(rx, 'OpenSocket', 'BeginRing', 'EndRing', 'WaitTurn')
    expect(forwarder.standing(rx)).toBe('WaitTurn')
    await forwarder.bring(tx, 'SynchronizeStart')
    await forwarder.step(rx, 'WaitTurn', ...bump, 'BumpStoreReached')
    const { turn } = await forwarder.step(rx, 'BumpStoreTurn')
    expect([turn, forwarder.standing(rx)]).toEqual([0, 'Ended'])
  })

  it('sets up its ring when it opens again', async () => {
    const forwarder = await start({ variant: 'v7', down: ['tx0'], ...failing(1) })
    await forwarder.step(tx, 'WaitTurn', 'OpenSocket', ...bump)
    await forwarder.link('tx0', 'up')
    await forwarder.step(tx, 'Reopen', 'OpenSocket', 'Bind', 'BeginRing', 'EndRing')
    expect(forwarder.standing(tx)).toBe('PublishIfIndex')
  })

  it('ends the program once its gates are open', async () => {
    const forwarder = await start({ variant: 'v7', ...failing(1) })
    await forwarder.step(tx, ...late)
    forwarder.free()
    expect((await within(5000, 'the end', forwarder.supervised.ended)).code).toBe(1)
    const log = await forwarder.stdout
    expect(log).toContain('[W#01-tx0] Error: af-packet: tx0: cannot open, PACKET_RX_RING: Invalid')
    expect(log).toContain('Error: threads: thread "W#01-tx0" failed to start\n')
  })

  it('shows its gates, but counts nothing, in the mutant', async () => {
    const counted = async (program: string) => {
      const options = { variant: 'fix-d', program: binary(program), ...failing(1) }
      const forwarder = await start(options)
      await forwarder.step(tx, 'OpenSocket', 'BeginRing', 'EndRing', 'WaitTurn', 'BumpReadTurn')
      const { reached } = await forwarder.step(tx, 'BumpAddReached')
      return [reached, forwarder.standing(tx)]
    }
    expect(await counted('forwarder')).toEqual([1, 'BumpRereadTurn'])
    expect(await counted('forwarder-mutant-fatal-unbumped')).toEqual([0, 'BumpRereadTurn'])
  })
})

describe('without a driver', () => {
  const run = (variant: string, turn: number) => {
    const forwarder = new FreeForwarder({ variant, ...failing(turn) })
    running.push(forwarder)
    return forwarder
  }

  it.each(['v7', 'v8', 'fix-d'])('%s ends at once if the first thread fails', async (variant) => {
    const { supervised, log } = run(variant, 1)
    expect((await within(5000, 'the end', supervised.ended)).code).toBe(1)
    expect((await log.rest()).at(-1)).toBe('Error: threads: thread "W#01-tx0" failed to start')
  })

  it.each(['v8', 'fix-a', 'fix-d', featuresWith('v7', { bumpOnFatal: true })])(
    '%s ends at once if the second thread fails, and names it',
    async (variant) => {
      const { supervised, log } = run(variant, 2)
      expect((await within(5000, 'the end', supervised.ended)).code).toBe(1)
      expect((await log.rest()).at(-1)).toBe('Error: threads: thread "W#01-rx0" failed to start')
    },
  )

  it.each(['v7', 'fix-b'])(
    '%s hangs in the barrier if the second thread fails',
    async (variant) => {
      const { supervised, log } = run(variant, 2)
      await log.until(/rx0: cannot open, PACKET_RX_RING/)
      const waiting = new Promise((resolve) => setTimeout(() => resolve('runs'), 2000))
      expect(await Promise.race([waiting, supervised.ended])).toBe('runs')
    },
  )
})
