import { expect, it } from 'vitest'
import { describeEngine } from '../suricata/binary/engine.js'
import {
  forward,
  launch,
  openAndPublish,
  rx,
  rx2,
  start,
  startForwarding,
  tx,
  tx2,
} from './running-engines.js'

/** The flag of a read that leaves the frame there, as Linux defines it. */
const MSG_PEEK = 2

const reopen = ['Reopen', ...openAndPublish] as const

describeEngine('an unmodified engine whose link is down at start', () => {
  it('bumps for the thread that cannot open, and its peer sends on descriptor 0', async () => {
    const engine = await start({ down: ['rx0'] })
    await engine.step(tx, 'WaitTurn', ...openAndPublish)
    const before = await engine.step(rx, 'WaitTurn')
    expect([before.turn, before.reached, before.link]).toEqual([2, 1, { tx0: 'up', rx0: 'down' }])
    const failed = await engine.step(rx, 'OpenSocket')
    // The last one of two: the bump that makes two also opens the barrier.
    expect([engine.standing(rx), failed.turn, failed.reached]).toEqual(['Reopen', 0, 0])
    expect([failed.ptv[rx], failed.peer[rx], failed.descriptor['#map'].length]).toEqual([
      { socket: 0, afp_state: 'DOWN' },
      { if_idx: -1, socket: 0, state: 'DOWN' },
      2,
    ])
    await engine.step(tx, 'SynchronizeStart')
    const { sent } = await forward(engine, tx)
    expect(sent[tx]).toEqual({
      ...{ result: 'ENOTSOCK', socket: 0, if_idx: -1 },
      ...{ used: 0, held: 0, state: 'DOWN', afp_state: 'DOWN' },
    })
  })

  it('counts the bump of a thread that cannot open, so the next thread has its turn', async () => {
    const engine = await start({ down: ['tx0'] })
    await engine.step(tx, 'WaitTurn')
    const { turn, reached } = await engine.step(tx, 'OpenSocket')
    expect([engine.standing(tx), turn, reached]).toEqual(['Reopen', 2, 1])
    await engine.step(tx, 'Reopen', 'OpenSocket')
    expect(engine.standing(tx)).toBe('Reopen')
    await engine.step(rx, 'WaitTurn')
    expect(engine.standing(rx)).toBe('OpenSocket')
  })

  it('opens later without the barrier, and forwards', async () => {
    const engine = await start({ down: ['rx0'] })
    await engine.step(tx, 'WaitTurn', ...openAndPublish)
    await engine.step(rx, 'WaitTurn', 'OpenSocket')
    await engine.step(tx, 'SynchronizeStart')
    expect((await engine.link('rx0', 'up')).link.rx0).toBe('up')
    await engine.step(rx, ...reopen)
    expect(engine.standing(rx)).toBe('Receive')
    expect((await forward(engine, tx)).sent[tx]).toMatchObject({ result: 'ok', state: 'UP' })
  })
})

describeEngine('an unmodified engine whose link flaps', () => {
  it('shows the error without taking it, goes DOWN and does not publish DOWN', async () => {
    const engine = await startForwarding()
    const before = await engine.look(tx)
    const down = await engine.link('tx0', 'down')
    expect([down.pollerr, down.link.tx0]).toEqual([{ [tx]: true, [rx]: false }, 'down'])
    expect((await engine.look(tx)).pollerr[tx]).toBe(true)
    const polled = await engine.step(tx, 'Receive')
    expect([engine.standing(tx), polled.pollerr[tx]]).toEqual(['AskForError', true])
    const { peer, ptv, pollerr, extra } = await engine.step(tx, 'AskForError')
    expect(extra.asked).toEqual({
      [tx]: { call: 'recv', flags: MSG_PEEK },
      [rx]: { call: '', flags: 0 },
    })
    expect([engine.standing(tx), peer, pollerr[tx]]).toEqual(['Reopen', before.peer, false])
    expect(ptv[tx]).toEqual({ socket: before.ptv[tx]?.socket, afp_state: 'DOWN' })
    expect([peer[tx]?.state, ptv[rx]?.afp_state]).toEqual(['UP', 'UP'])
  })

  it('lets its peer send through the number of a closed socket: EBADF', async () => {
    const engine = await startForwarding()
    const number = (await engine.look(tx)).peer[tx]?.socket
    await engine.link('tx0', 'down')
    const closed = await engine.step(tx, 'Receive', 'AskForError', 'Reopen')
    expect([engine.standing(tx), closed.ptv[tx]?.socket]).toEqual(['OpenSocket', 0])
    expect(closed.descriptor['#map'].some(([open]) => open === number)).toBe(false)
    const { sent } = await forward(engine, rx)
    expect(sent[rx]).toMatchObject({
      ...{ result: 'EBADF', socket: number },
      ...{ used: 0, held: 0, state: 'UP', afp_state: 'DOWN' },
    })
  })

  it('lets a thread out of the closed barrier', async () => {
    const engine = await start()
    await engine.step(tx, 'WaitTurn', ...openAndPublish)
    await engine.link('tx0', 'down')
    const { turn } = await engine.step(tx, 'SynchronizeStart')
    expect([engine.standing(tx), turn]).toEqual(['Receive', 2])
    await engine.step(tx, 'Receive', 'AskForError')
    expect(engine.standing(tx)).toBe('Reopen')
  })

  it('sleeps in the read of an error that its peer has taken, until the next one', async () => {
    const engine = await startForwarding()
    await engine.frame(rx)
    await engine.step(rx, 'Receive')
    await engine.link('tx0', 'down')
    await engine.step(tx, 'Receive')
    await engine.link('tx0', 'up')
    const taken = await engine.step(rx, 'Send')
    expect([taken.sent[rx]?.result, taken.pollerr[tx]]).toEqual(['ENETDOWN', false])
    expect([engine.standing(tx), taken.extra.waits]).toEqual([
      'AskForError',
      { [tx]: false, [rx]: false },
    ])
    const asked = engine.step(tx, 'AskForError')
    const waitsOf = async () => (await engine.look(rx)).extra.waits[tx]
    await expect.poll(waitsOf, { timeout: 5000 }).toBe('recv')
    expect((await engine.look(rx)).peer[tx]?.state).toBe('UP')
    // link() asks the thread that sleeps for a snapshot.
    await engine.inject('link tx0 down')
    await asked
    expect([engine.standing(tx), await waitsOf()]).toEqual(['Reopen', false])
  })

  it('comes back, and forwards again', async () => {
    const engine = await startForwarding()
    await engine.link('tx0', 'down')
    await engine.step(tx, 'Receive', 'AskForError')
    const { extra } = await engine.link('tx0', 'up')
    expect(extra.slot[tx]).toBe(0)
    const releasedMs = performance.now()
    await engine.step(tx, 'Reopen')
    // Upstream sleeps for 500 ms.
    expect(performance.now() - releasedMs).toBeLessThan(490)
    await engine.step(tx, ...openAndPublish)
    expect((await forward(engine, tx)).sent[tx]?.result).toBe('ok')
    expect((await forward(engine, rx)).sent[rx]?.result).toBe('ok')
  })
})

describeEngine("the threads' places in a fanout group", () => {
  it('say which thread gets an aimed frame, after a flap too', async () => {
    const engine = await startForwarding({ threads: 2 })
    const { extra } = await engine.look(tx)
    expect([extra.members, extra.slot]).toEqual([
      { tx0: 2, rx0: 2 },
      { [tx]: 0, [tx2]: 1, [rx]: 0, [rx2]: 1 },
    ])
    for (const thread of engine.threads)
      expect((await forward(engine, thread)).sent[thread]?.result).toBe('ok')

    const down = await engine.link('tx0', 'down')
    expect([down.extra.slot[tx], down.extra.slot[tx2]]).toEqual([-1, -1])
    for (const thread of [tx, tx2]) await engine.step(thread, 'Receive', 'AskForError')
    const up = await engine.link('tx0', 'up')
    expect([up.extra.slot[tx], up.extra.slot[tx2]]).toEqual([0, 1])
    for (const thread of [tx2, tx]) await engine.step(thread, ...reopen)
    const swapped = await engine.look(tx)
    expect([swapped.extra.slot[tx], swapped.extra.slot[tx2]]).toEqual([1, 0])
    for (const thread of engine.threads)
      expect((await forward(engine, thread)).sent[thread]?.result).toBe('ok')
  })

  it('follow the order of ring set-ups', async () => {
    const engine = await startForwarding({ threads: 2 })
    await engine.link('tx0', 'down')
    for (const thread of [tx, tx2]) await engine.step(thread, 'Receive', 'AskForError')
    await engine.link('tx0', 'up')
    for (const thread of [tx, tx2]) await engine.step(thread, 'Reopen', 'OpenSocket', 'Bind')
    const bound = await engine.look(tx)
    expect([bound.extra.slot[tx], bound.extra.slot[tx2]]).toEqual([0, 1])
    await engine.step(tx, 'BeginRing', 'EndRing')
    await engine.step(tx2, 'BeginRing')
    const { extra } = await engine.look(tx)
    expect([extra.slot[tx], extra.slot[tx2], extra.members.tx0]).toEqual([1, 0, 2])
    await engine.step(tx2, 'EndRing', 'PublishIfIndex')
    await engine.step(tx, 'PublishIfIndex')
    const { slot } = (await engine.look(tx)).extra
    expect([slot[tx], slot[tx2]]).toEqual([0, 1])
    for (const thread of [tx, tx2])
      expect((await forward(engine, thread)).sent[thread]?.result).toBe('ok')
  })
})

describeEngine('an unmodified engine whose link goes down in a ring set-up', () => {
  it.each([
    [{}, true],
    [{ PEERUP_MISS_IN_RING: '1' }, false],
  ])('with %o has an error pending: %s', async (env, expected) => {
    const engine = await start({ env: env as Record<string, string> })
    await engine.step(tx, 'WaitTurn', 'OpenSocket', 'Bind', 'BeginRing')
    await engine.link('tx0', 'down')
    expect((await engine.link('tx0', 'up')).pollerr[tx]).toBe(expected)
    const { pollerr } = await engine.step(tx, 'EndRing', 'PublishIfIndex')
    expect([pollerr[tx], engine.standing(tx)]).toEqual([expected, 'SynchronizeStart'])
  })
})

describeEngine('an unmodified engine in which a ring set-up fails', () => {
  it('of the second thread: it waits at Ended, and the first one in the closed barrier', async () => {
    const engine = await start({ env: { PEERUP_FAIL_RING: '2' } })
    await engine.step(tx, 'WaitTurn', ...openAndPublish)
    const failed = await engine.step(rx, 'WaitTurn', 'OpenSocket', 'Bind', 'BeginRing', 'EndRing')
    expect([engine.standing(rx), failed.turn, failed.reached]).toEqual(['Ended', 2, 1])
    expect([failed.ptv[rx], failed.peer[rx]?.state]).toEqual([
      { socket: 0, afp_state: 'DOWN' },
      'DOWN',
    ])
    const { turn } = await engine.step(tx, 'SynchronizeStart')
    expect([engine.standing(tx), turn]).toEqual(['SynchronizeStart', 2])
    await engine.step(rx, 'Ended')
    expect(engine.standing(rx)).toBe('Ended')
  })

  it('of the first thread: the main thread ends it', async () => {
    const engine = launch({ gated: [], env: { PEERUP_FAIL_RING: '1' } })
    expect(await engine.supervised.ended).toEqual({ code: 1, signal: null })
    expect(await engine.stderr).toContain('"W#01-tx0" failed to start')
  })
})
