import { describe, expect, it } from 'vitest'
import { featuresWith, type GatedForwarder } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

const bump = ['BumpReadTurn', 'BumpAddReached', 'BumpRereadTurn']
const lastBump = [...bump, 'BumpStoreReached', 'BumpStoreTurn']
const reopened = ['OpenSocket', 'Bind', 'BeginRing', 'EndRing']
const publish = ['PublishIfIndex', 'PublishSocket', 'PublishState']
const send = ['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send']

/** A failed open leaves the state unchanged. */
async function failToOpen(forwarder: GatedForwarder, thread: string) {
  const before = await forwarder.step(thread, 'WaitTurn')
  expect(await forwarder.step(thread, 'OpenSocket')).toEqual(before)
  return before
}

describe.each(['v7', 'fix-c', 'revert'])('%s, with an interface that is down', (variant) => {
  it('bumps after the failed open, and the thread comes up later without the barrier', async () => {
    const forwarder = await start({ variant, down: ['tx0'] })
    const { link, pollerr } = await failToOpen(forwarder, tx)
    expect([link, pollerr]).toEqual([
      { tx0: 'down', rx0: 'up' },
      { [tx]: false, [rx]: false },
    ])
    const bumped = await forwarder.step(tx, ...bump)
    expect([bumped.reached, forwarder.standing(tx)]).toEqual([1, 'Reopen'])
    expect(bumped.peer_update).toEqual({ [tx]: true, [rx]: true })
    await forwarder.bring(rx, 'Receive')
    await forwarder.step(tx, 'Reopen', 'OpenSocket')
    expect(forwarder.standing(tx)).toBe('Reopen')
    await forwarder.link('tx0', 'up')
    const up = await forwarder.step(tx, 'Reopen', ...reopened, ...publish)
    expect([forwarder.standing(tx), up.turn, up.reached]).toEqual(['Receive', 0, 0])
    for (const thread of [tx, rx]) {
      await forwarder.frame(thread)
      expect((await forwarder.step(thread, ...send)).sent[thread]?.result).toBe('ok')
    }
  })

  it('opens the barrier if the thread is the last one', async () => {
    const forwarder = await start({ variant, down: ['rx0'] })
    await forwarder.bring(tx, 'SynchronizeStart')
    await failToOpen(forwarder, rx)
    const { turn } = await forwarder.step(rx, ...lastBump)
    expect([turn, forwarder.standing(rx)]).toEqual([0, 'Reopen'])
  })
})

describe.each(['v8', 'fix-a', 'fix-b'])('%s, with an interface that is down', (variant) => {
  it('never bumps for that thread: once it is up, all others still wait', async () => {
    const forwarder = await start({ variant, down: ['tx0'] })
    await failToOpen(forwarder, tx)
    expect(forwarder.standing(tx)).toBe('Reopen')
    await forwarder.link('tx0', 'up')
    const up = await forwarder.step(tx, 'Reopen', ...reopened, ...publish)
    expect(forwarder.standing(tx)).toBe('Receive')
    expect([up.turn, up.reached]).toEqual([2, 0])
    await forwarder.step(rx, 'WaitTurn', 'WaitTurn')
    expect(forwarder.standing(rx)).toBe('WaitTurn')
  })
})

describe('an interface that stays down', () => {
  it('is logged at the first attempt, and then at every fortieth', async () => {
    const forwarder = await start({ variant: 'v8', down: ['tx0'] })
    await failToOpen(forwarder, tx)
    for (let i = 0; i < 80; i++) await forwarder.step(tx, 'Reopen', 'OpenSocket')
    const { code, log } = await forwarder.finish()
    const line = '[W#01-tx0] Warning: af-packet: tx0: cannot open, interface flags: Network is down'
    expect(log.split('\n').filter((entry) => entry.startsWith('[W#01-tx0]'))).toEqual([
      line,
      line,
      line,
    ])
    expect(code).toBe(0)
  })
})

describe('a variant of features', () => {
  it('bumps after the whole set-up, but only if that succeeds', async () => {
    const variant = featuresWith('v7', { bumpOnFailure: false })
    const forwarder = await start({ variant, down: ['rx0'] })
    await forwarder.step(tx, 'WaitTurn', ...reopened, ...publish, ...bump)
    await failToOpen(forwarder, rx)
    expect([forwarder.standing(tx), forwarder.standing(rx)]).toEqual(['SynchronizeStart', 'Reopen'])
  })
})
