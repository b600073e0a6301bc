import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { binary } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

const open = ['WaitTurn', 'OpenSocket', 'Bind']
const bump = ['BumpReadTurn', 'BumpAddReached', 'BumpRereadTurn']
const lastBump = [...bump, 'BumpStoreReached', 'BumpStoreTurn']
const ring = ['BeginRing', 'EndRing']
const publish = ['PublishIfIndex', 'PublishSocket', 'PublishState']
const send = ['Guard', 'LoadIfIndex', 'LoadSocket', 'Send']

it('the gates are the thread actions of the specification', async () => {
  const spec = readFileSync(new URL('../../spec/PeerUp.tla', import.meta.url), 'utf8')
  const [, set = ''] = /^ThreadActions == \{([^}]*)\}/m.exec(spec) ?? []
  const actions = [...set.matchAll(/"(\w+)"/g)].map(([, name]) => name)
  const { stdout } = await execa(binary('forwarder'), ['--gates'])
  expect(actions.length).toBeGreaterThan(10)
  expect(stdout.split('\n')).toEqual(actions)
})

describe('the first snapshot', () => {
  it('is the initial state of the model', async () => {
    const forwarder = await start({ variant: 'v8' })
    const down = { if_idx: -1, socket: 0, state: 'DOWN' }
    const none = {
      result: 'none',
      socket: 0,
      if_idx: 0,
      used: 0,
      held: 0,
      state: 'DOWN',
      afp_state: 'DOWN',
    }
    const each = <T>(value: T) => ({ [tx]: value, [rx]: value })
    expect(await forwarder.look(tx)).toEqual({
      turn: 2,
      reached: 0,
      counted: each(0),
      peer: each(down),
      ptv: each({ socket: 0, afp_state: 'DOWN' }),
      descriptor: { '#map': [[0, 0]] },
      link: { tx0: 'up', rx0: 'up' },
      pollerr: each(false),
      peer_update: each(true),
      loaded: each({ if_idx: 0, socket: 0 }),
      sent: each(none),
      extra: { frame: each(false), waits: each(false), members: { tx0: 0, rx0: 0 } },
    })
  })
})

describe('v8', () => {
  it('sends on descriptor 0 when the peer is not up: ENOTSOCK', async () => {
    const forwarder = await start({ variant: 'v8' })
    await forwarder.step(tx, ...open, ...bump)
    const { turn, reached } = await forwarder.step(rx, ...open, ...lastBump)
    expect({ turn, reached }).toEqual({ turn: 0, reached: 0 })
    const up = await forwarder.step(tx, ...ring, ...publish, 'SynchronizeStart')
    const socket = up.ptv[tx]?.socket
    expect(up.peer[tx]).toEqual({ if_idx: 2, socket, state: 'UP' })
    expect(up.peer[rx]).toEqual({ if_idx: -1, socket: 0, state: 'DOWN' })
    await forwarder.frame(tx)
    await forwarder.step(tx, 'Receive')
    const { sent, descriptor } = await forwarder.step(tx, ...send)
    const cookies = new Map(descriptor['#map'])
    expect(sent[tx]).toEqual({
      result: 'ENOTSOCK',
      socket: 0,
      if_idx: -1,
      used: 0,
      held: cookies.get(up.ptv[rx]?.socket ?? 0),
      state: 'DOWN',
      afp_state: 'DOWN',
    })
    expect(sent[tx]?.held).toBeGreaterThan(0)
    const { log } = await forwarder.finish()
    expect(log).toContain(
      '[W#01-tx0] Warning: af-packet: rx0: sending packet failed on socket 0: ' +
        'Socket operation on non-socket\n',
    )
  })

  it('tears the two loads apart: a good socket with no interface, ENXIO', async () => {
    const forwarder = await start({ variant: 'v8' })
    await forwarder.step(tx, ...open, ...bump)
    await forwarder.step(rx, ...open, ...lastBump)
    await forwarder.step(tx, ...ring, ...publish, 'SynchronizeStart')
    await forwarder.frame(tx)
    await forwarder.step(tx, 'Receive', 'Guard', 'LoadIfIndex')
    await forwarder.step(rx, ...ring, 'PublishIfIndex', 'PublishSocket')
    const { sent, ptv } = await forwarder.step(tx, 'LoadSocket', 'Send')
    expect(sent[tx]).toMatchObject({
      result: 'ENXIO',
      socket: ptv[rx]?.socket,
      if_idx: -1,
      state: 'DOWN',
      afp_state: 'UP',
    })
    expect(sent[tx]?.used).toBe(sent[tx]?.held)
  })

  it('has two threads in their ring set-ups at once', async () => {
    const forwarder = await start({ variant: 'v8' })
    await forwarder.step(tx, ...open, ...bump, 'BeginRing')
    await forwarder.step(rx, ...open, ...lastBump, 'BeginRing')
    expect([forwarder.standing(tx), forwarder.standing(rx)]).toEqual(['EndRing', 'EndRing'])
  })
})

describe.each(['v7', 'fix-b', 'revert'])('%s', (variant) => {
  it('keeps the second thread waiting until the first is published', async () => {
    const forwarder = await start({ variant })
    await forwarder.step(tx, ...open, ...ring, ...publish)
    await forwarder.step(rx, 'WaitTurn', 'WaitTurn')
    expect(forwarder.standing(rx)).toBe('WaitTurn')
    await forwarder.step(tx, ...bump)
    await forwarder.step(tx, 'SynchronizeStart', 'SynchronizeStart')
    expect(forwarder.standing(tx)).toBe('SynchronizeStart')
    const { turn, peer } = await forwarder.step(rx, ...open, ...ring, ...publish, ...lastBump)
    expect(turn).toBe(0)
    expect([peer[tx]?.state, peer[rx]?.state]).toEqual(['UP', 'UP'])
    await forwarder.step(tx, 'SynchronizeStart')
    await forwarder.frame(tx)
    await forwarder.step(tx, 'Receive')
    const { sent } = await forwarder.step(tx, ...send)
    expect(sent[tx]).toMatchObject({ result: 'ok', if_idx: 3, state: 'UP', afp_state: 'UP' })
    expect(sent[tx]?.used).toBe(sent[tx]?.held)
  })
})

describe('fix-a', () => {
  it('drops a frame whose peer is not up, and forwards the next', async () => {
    const forwarder = await start({ variant: 'fix-a' })
    await forwarder.step(tx, ...open, ...bump)
    await forwarder.step(rx, ...open, ...lastBump)
    await forwarder.step(tx, ...ring, ...publish, 'SynchronizeStart')
    await forwarder.frame(tx)
    const { extra, sent } = await forwarder.step(tx, 'Receive', 'Guard')
    expect(forwarder.standing(tx)).toBe('Receive')
    expect([extra.frame[tx], sent[tx]?.result]).toEqual([false, 'none'])
    await forwarder.step(rx, ...ring, ...publish)
    await forwarder.frame(tx)
    await forwarder.step(tx, 'Receive')
    expect((await forwarder.step(tx, ...send)).sent[tx]?.result).toBe('ok')
  })
})

describe('a waiting loop', () => {
  it('comes back to its gate without a turn, an open barrier, a frame', async () => {
    const forwarder = await start({ variant: 'v8' })
    await forwarder.step(rx, 'WaitTurn', 'WaitTurn', 'WaitTurn')
    await forwarder.step(tx, ...open, ...bump, ...ring, ...publish)
    await forwarder.step(tx, 'SynchronizeStart', 'SynchronizeStart')
    await forwarder.step(rx, ...open, ...lastBump)
    await forwarder.step(tx, 'SynchronizeStart', 'Receive', 'Receive')
    expect(forwarder.standing(tx)).toBe('Receive')
  })
})

describe('a frame', () => {
  it('reaches only its target, exactly once', async () => {
    const forwarder = await start({ variant: 'v8', threads: 2 })
    for (const thread of forwarder.threads) await forwarder.bring(thread, 'BeginRing')
    // The order of ring set-ups decides the places in the group: the last one first.
    for (const thread of forwarder.threads.toReversed()) await forwarder.bring(thread, 'Receive')
    expect((await forwarder.look(tx)).extra.members).toEqual({ tx0: 2, rx0: 2 })
    for (const thread of forwarder.threads) {
      const { extra } = await forwarder.frame(thread)
      const holding = Object.entries(extra.frame).filter(([, frame]) => frame)
      expect(holding).toEqual([[thread, true]])
      await forwarder.step(thread, 'Receive')
      const sent = await forwarder.step(thread, ...send)
      expect(sent.sent[thread]?.result).toBe('ok')
      // The forwarded frame arrives in no ring, and no second one was sent.
      expect(Object.values(sent.extra.frame)).toEqual([false, false, false, false])
    }
  })

  it('is cleared from the record at the next receive', async () => {
    const forwarder = await start({ variant: 'v7' })
    for (const thread of forwarder.threads) await forwarder.bring(thread, 'SynchronizeStart')
    await forwarder.bring(tx, 'Receive')
    await forwarder.frame(tx)
    await forwarder.step(tx, 'Receive')
    expect((await forwarder.step(tx, ...send)).sent[tx]?.result).toBe('ok')
    await forwarder.frame(tx)
    expect((await forwarder.step(tx, 'Receive')).sent[tx]?.result).toBe('none')
  })
})

describe('set free', () => {
  it('goes on to forward both ways, and stops on SIGTERM', async () => {
    const forwarder = await start({ variant: 'v8', threads: 2 })
    await forwarder.bring(tx, 'EndRing')
    forwarder.free()
    for (const [from, to] of ['tx0 rx0', 'rx0 tx0'].map((pair) => pair.split(' '))) {
      const { probe } = await forwarder.inject(`probe ${from} ${to} 2 1000 10000`)
      // A frame for each thread came through, which ended the probe.
      expect((probe as { targets: number[] }).targets).not.toContain(0)
    }
    const { code, log } = await forwarder.finish()
    expect(code).toBe(0)
    expect(log).toContain('Threads created -> W: 4   Engine started.')
  })
})
