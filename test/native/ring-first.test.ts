import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { binary, type GatedForwarder } from './gated-forwarder.js'
import { outerNumber } from './leftovers.js'
import { rx, start, tx } from './running-forwarders.js'

const ring = ['OpenSocket', 'BeginRing', 'EndRing']
const publish = ['PublishIfIndex', 'PublishSocket', 'PublishState']
const bump = ['BumpReadTurn', 'BumpAddReached', 'BumpRereadTurn']
const lastBump = [...bump, 'BumpStoreReached', 'BumpStoreTurn']
const goDown = ['Receive', 'AskForError', 'PublishDown', 'SwitchDown']
const forwardOne = ['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send']

/** How many rings the program has mapped. */
function rings({ pid }: GatedForwarder): number {
  const maps = readFileSync(`/proc/${outerNumber(pid)}/maps`, 'utf8')
  return maps.split('\n').filter((line) => line.includes('socket:[')).length
}

async function startOpen(): Promise<GatedForwarder> {
  const forwarder = await start({ variant: 'fix-d' })
  await forwarder.step(tx, ...ring, 'WaitTurn', 'Bind', ...publish, ...bump)
  await forwarder.step(rx, ...ring, 'WaitTurn', 'Bind', ...publish, ...lastBump)
  for (const thread of [tx, rx]) await forwarder.step(thread, 'SynchronizeStart')
  return forwarder
}

describe('with ringFirst', () => {
  it('rings are set up in parallel and before any turn, on sockets that capture nothing', async () => {
    const forwarder = await start({ variant: 'fix-d', threads: 2 })
    for (const thread of forwarder.threads) await forwarder.step(thread, 'OpenSocket', 'BeginRing')
    for (const thread of forwarder.threads) await forwarder.step(thread, 'EndRing')
    const { extra } = await forwarder.link('tx0', 'down')
    expect(extra.members).toEqual({ tx0: 0, rx0: 0 })
    const { pollerr } = await forwarder.link('tx0', 'up')
    expect(Object.values(pollerr)).toEqual([false, false, false, false])
    expect(forwarder.threads.map((name) => forwarder.standing(name))).toEqual(
      forwarder.threads.map(() => 'WaitTurn'),
    )
    expect(rings(forwarder)).toBe(4)
  })

  it('threads bind, publish and bump in their turns, and forward', async () => {
    const forwarder = await startOpen()
    for (const thread of [tx, rx]) {
      await forwarder.frame(thread)
      expect((await forwarder.step(thread, ...forwardOne)).sent[thread]?.result).toBe('ok')
    }
  })

  it('a second thread does not bind before its turn', async () => {
    const forwarder = await start({ variant: 'fix-d' })
    await forwarder.step(rx, ...ring, 'WaitTurn', 'WaitTurn')
    expect(forwarder.standing(rx)).toBe('WaitTurn')
  })

  it('a link that went down since the open is a failure in its turn, and unmaps the ring', async () => {
    const forwarder = await start({ variant: 'fix-d' })
    await forwarder.step(tx, ...ring)
    expect(rings(forwarder)).toBe(1)
    await forwarder.link('tx0', 'down')
    const failed = await forwarder.step(tx, 'WaitTurn', 'Bind')
    expect([failed.ptv[tx], failed.pollerr[tx], rings(forwarder)]).toEqual([
      { socket: 0, afp_state: 'DOWN' },
      false,
      0,
    ])
    expect((await forwarder.step(tx, ...bump)).reached).toBe(1)
    expect(forwarder.standing(tx)).toBe('Reopen')
  })

  it('a thread that fails before its turn waits for it, and then bumps', async () => {
    const forwarder = await start({ variant: 'fix-d', down: ['rx0'] })
    await forwarder.step(rx, 'OpenSocket', 'WaitTurn')
    expect(forwarder.standing(rx)).toBe('WaitTurn')
    await forwarder.step(tx, ...ring, 'WaitTurn', 'Bind', ...publish, ...bump)
    const { turn } = await forwarder.step(rx, 'WaitTurn', ...lastBump)
    expect([turn, forwarder.standing(rx)]).toEqual([0, 'Reopen'])
  })

  it('a thread reopens without a turn, and a failed reopening leaks no ring', async () => {
    const forwarder = await startOpen()
    await forwarder.link('tx0', 'down')
    await forwarder.step(tx, ...goDown, 'Reopen')
    for (let i = 0; i < 3; i++) {
      await forwarder.link('tx0', 'up')
      await forwarder.step(tx, ...ring)
      expect([forwarder.standing(tx), rings(forwarder)]).toEqual(['Bind', 2])
      await forwarder.link('tx0', 'down')
      await forwarder.step(tx, 'Bind')
      expect(rings(forwarder)).toBe(1)
      await forwarder.step(tx, 'Reopen')
    }
    await forwarder.link('tx0', 'up')
    await forwarder.step(tx, ...ring, 'Bind', ...publish)
    await forwarder.frame(tx)
    expect((await forwarder.step(tx, ...forwardOne)).sent[tx]?.result).toBe('ok')
  })
})

describe('the mutant that sets up its ring first, but on a bound socket', () => {
  it('has an error at its turn where the forwarder has none', async () => {
    const errors = async (program: string) => {
      const forwarder = await start({ variant: 'fix-d', program: binary(program) })
      const { extra } = await forwarder.step(tx, 'OpenSocket')
      await forwarder.step(tx, 'BeginRing', 'EndRing')
      const { pollerr } = await forwarder.link('tx0', 'down')
      return [extra.members.tx0, forwarder.standing(tx), pollerr[tx]]
    }
    expect(await errors('forwarder')).toEqual([0, 'WaitTurn', false])
    expect(await errors('forwarder-mutant-ring-bound')).toEqual([1, 'WaitTurn', true])
  })
})
