import { expect, it } from 'vitest'
import { describeEngine } from '../suricata/binary/engine.js'
import type { Snapshot } from './gated-engine.js'
import {
  forward,
  openAndPublish,
  rx,
  rx2,
  start,
  startForwarding,
  tx,
  tx2,
} from './running-engines.js'

const each = <T>(threads: readonly string[], value: T) =>
  Object.fromEntries(threads.map((thread) => [thread, value]))

const noSend = {
  result: 'none',
  socket: 0,
  if_idx: 0,
  used: 0,
  held: 0,
  state: 'DOWN',
  afp_state: 'DOWN',
}

const up = ({ peer }: Snapshot) => Object.keys(peer).filter((name) => peer[name]?.state === 'UP')
const running = ({ ptv }: Snapshot) =>
  Object.keys(ptv).filter((name) => ptv[name]?.afp_state === 'UP')

describeEngine('capture threads of an unmodified engine', () => {
  it('all stand at WaitTurn first, in the initial state', async () => {
    const engine = await start({ threads: 2 })
    const { threads } = engine
    expect(threads.map((thread) => engine.standing(thread))).toEqual(Array(4).fill('WaitTurn'))
    expect(await engine.look(rx2)).toEqual({
      turn: 4,
      reached: 0,
      peer: each(threads, { if_idx: -1, socket: 0, state: 'DOWN' }),
      ptv: each(threads, { socket: 0, afp_state: 'DOWN' }),
      loaded: each(threads, { if_idx: 0, socket: 0 }),
      sent: each(threads, noSend),
      descriptor: { '#map': [[0, 0]] },
      link: { tx0: 'up', rx0: 'up' },
      pollerr: each(threads, false),
      extra: {
        frame: each(threads, false),
        members: { tx0: 0, rx0: 0 },
        slot: each(threads, -1),
        called: each(threads, 0),
        waits: each(threads, false),
        // No thread has read an error yet.
        asked: each(threads, { call: '', flags: 0 }),
        ring: 0,
        fanout: -1,
        layout: '7.0, 8.0',
      },
    })
  })

  it('wait for their turn, and test for it once in each release', async () => {
    const engine = await start({ threads: 2 })
    for (const thread of [tx2, rx, rx2, rx2, tx2]) {
      const { reached, descriptor } = await engine.step(thread, 'WaitTurn')
      expect([engine.standing(thread), reached]).toEqual(['WaitTurn', 0])
      expect(descriptor['#map']).toEqual([[0, 0]])
    }
    await engine.step(tx, 'WaitTurn')
    expect(engine.standing(tx)).toBe('OpenSocket')
  })

  it('come up in the order of 7.0: at the n-th bind the n-1 before it are UP', async () => {
    const engine = await start({ threads: 2 })
    const { threads } = engine
    for (const [n, thread] of threads.entries()) {
      const before = threads.slice(0, n)
      await engine.step(thread, 'WaitTurn')
      for (const gate of openAndPublish) {
        const snapshot = await engine.look(thread)
        expect([engine.standing(thread), snapshot.turn, snapshot.reached]).toEqual([gate, 4, n])
        expect([up(snapshot).sort(), running(snapshot).sort()]).toEqual([
          [...before].sort(),
          [...before].sort(),
        ])
        await engine.step(thread, gate)
      }
      const { peer, ptv, descriptor } = await engine.look(thread)
      expect(engine.standing(thread)).toBe('SynchronizeStart')
      expect(peer[thread]).toMatchObject({ socket: ptv[thread]?.socket, state: 'UP' })
      expect(ptv[thread]?.afp_state).toBe('UP')
      expect(new Set(descriptor['#map'].map(([, cookie]) => cookie)).size).toBe(n + 2)
    }
    const opened = await engine.look(tx)
    expect([opened.turn, opened.reached]).toEqual([0, 0])
    // TPACKET_V2, and cluster_cpu: PACKET_FANOUT_CPU.
    expect(opened.extra).toMatchObject({ ring: 2, fanout: 2 })
    for (const thread of threads) {
      await engine.step(thread, 'SynchronizeStart')
      expect(engine.standing(thread)).toBe('Receive')
    }
  })

  it('stay in the barrier while it is closed, and discard the frames in their rings', async () => {
    const engine = await start()
    await engine.step(tx, 'WaitTurn', ...openAndPublish, 'SynchronizeStart')
    await engine.step(rx, 'WaitTurn', 'OpenSocket', 'Bind')
    expect(engine.standing(tx)).toBe('SynchronizeStart')
    await engine.frame(tx)
    await engine.inject('aim tx0 0 1')
    // One processor delivers all frames in order, so the frames for tx have arrived, too.
    await engine.frame(rx)
    const { extra, turn } = await engine.step(tx, 'SynchronizeStart')
    expect([engine.standing(tx), turn]).toEqual(['SynchronizeStart', 2])
    expect([extra.frame[tx], extra.called[tx]]).toEqual([false, 0])
  })

  it('come back to Receive if there is no frame', async () => {
    const engine = await startForwarding()
    const before = await forward(engine, tx)
    const { sent } = await engine.step(tx, 'Receive')
    expect([engine.standing(tx), sent]).toEqual(['Receive', before.sent])
  })

  it('forward a frame through the socket of their peer, to its far end', async () => {
    const engine = await startForwarding()
    const probe = engine.inject('probe tx0 rx0 1 1 10000')
    while (!(await engine.look(tx)).extra.frame[tx]);
    const { loaded, peer, sent } = await engine.step(tx, 'Receive')
    const { if_idx, socket } = peer[rx] ?? {}
    expect([engine.standing(tx), loaded[tx]]).toEqual(['Send', { if_idx, socket }])
    expect(sent[tx]).toEqual(noSend)
    // Also while a thread forwards a packet, its sock_usage says that it is UP.
    expect(running(await engine.look(rx)).sort()).toEqual([rx, tx])

    const after = await engine.step(tx, 'Send')
    const cookie = new Map(after.descriptor['#map']).get(socket ?? -1)
    expect(after.sent).toEqual({
      [rx]: noSend,
      [tx]: {
        result: 'ok',
        ...{ socket, if_idx, used: cookie, held: cookie, state: 'UP', afp_state: 'UP' },
      },
    })
    expect(after.loaded[tx]).toEqual({ if_idx: 0, socket: 0 })
    expect(after.extra.called).toEqual({ [tx]: 1, [rx]: 0 })
    expect(await probe).toMatchObject({ probe: { sent: 1, received: 1 } })

    await engine.frame(tx)
    expect((await engine.step(tx, 'Receive')).sent[tx]).toEqual(noSend)
  })

  it('stop at a gate for each frame that they send', async () => {
    const engine = await startForwarding()
    await engine.frame(tx)
    await engine.inject('aim tx0 0 1')
    await engine.frame(rx)
    const { extra } = await engine.step(tx, 'Receive', 'Send', 'Send')
    expect([engine.standing(tx), extra.called[tx]]).toEqual(['Receive', 2])
  })

  it('run on when they are freed, and the engine ends as usual', async () => {
    const engine = await startForwarding()
    await engine.driver.free()
    expect(await engine.inject('probe rx0 tx0 1 1000 10000')).toMatchObject({
      probe: { targets: [1] },
    })
    const { code, log, stderr } = await engine.finish()
    expect([code, stderr]).toEqual([0, ''])
    expect(log).toContain('Engine started')
  })

  it('get frames by processor; the error lists the processors if none serves a member', async () => {
    const engine = await start()
    expect(await engine.inject('aim tx0 0 1')).toEqual({ sent: 1 })
    expect(await engine.inject('aim tx0 98 99')).toEqual({
      error: expect.stringMatching(
        /^expected a processor for member 98 of 99, can run only on( \d+)+$/,
      ),
    })
    expect(await engine.inject('aim tx0 2 2')).toEqual({
      error: 'expected a number from 0 to 1',
    })
  })

  it('show that their rings are of the third version, if the engine is told so', async () => {
    const v3 = {
      words: ['--set', 'af-packet.0.tpacket-v3=yes', '--set', 'af-packet.1.tpacket-v3=yes'],
    }
    const engine = await start(v3)
    const { extra } = await engine.step(tx, 'WaitTurn', ...openAndPublish)
    expect(extra.ring).toBe(3)
  })

  it('stop at gates only if PEERUP_GATES names them', async () => {
    const engine = await start({ gated: [tx] })
    const { ptv } = await engine.step(tx, 'WaitTurn', ...openAndPublish)
    expect(Object.keys(ptv).sort()).toEqual([rx, tx])
    // Its peer has no gates: the barrier opens without a release of it.
    for (const end = performance.now() + 5000; (await engine.look(tx)).turn !== 0; )
      expect(performance.now()).toBeLessThan(end)
    await engine.step(tx, 'SynchronizeStart')
    expect(engine.standing(tx)).toBe('Receive')
  })
})
