import { describe, expect, it } from 'vitest'
import {
  featuresWith,
  type GatedForwarder,
  type Options,
  type Snapshot,
} from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'

/** Starts a forwarder whose threads have opened in turn and have left the barrier. */
async function startForwarding(options: Options): Promise<GatedForwarder> {
  const forwarder = await start(options)
  for (const thread of forwarder.threads) await forwarder.bring(thread, 'SynchronizeStart')
  for (const thread of forwarder.threads) await forwarder.bring(thread, 'Receive')
  return forwarder
}

const toGuard = ['Receive'] as const
const load = ['LoadIfIndex', 'LoadSocket']
const goDown = ['Receive', 'AskForError', 'PublishDown', 'SwitchDown']
const reopen = ['Reopen', 'OpenSocket']
const comeUp = ['Bind', 'BeginRing', 'EndRing', 'PublishIfIndex', 'PublishSocket', 'PublishState']

/** Takes a thread through one frame, to the end of its Send. */
async function forward(forwarder: GatedForwarder, thread: string): Promise<Snapshot> {
  await forwarder.frame(thread)
  return forwarder.step(thread, ...toGuard, 'Guard', ...load, 'Send')
}

const numbers = ({ descriptor }: Snapshot) => descriptor['#map'].map(([number]) => number)

describe('a link that goes down', () => {
  it('shows in the snapshot as an error of every socket that is bound to it', async () => {
    const forwarder = await startForwarding({ variant: 'v8', threads: 2 })
    const down = await forwarder.link('tx0', 'down')
    expect(down.link).toEqual({ tx0: 'down', rx0: 'up' })
    const errors = { [tx]: true, 'W#02-tx0': true, [rx]: false, 'W#02-rx0': false }
    expect(down.pollerr).toEqual(errors)
    // Neither a snapshot nor the link's return takes the error.
    expect((await forwarder.look(tx)).pollerr).toEqual(errors)
    const up = await forwarder.link('tx0', 'up')
    expect([up.link.tx0, up.pollerr]).toEqual(['up', errors])
  })

  it('gives the sender ENETDOWN, and the error stays', async () => {
    const forwarder = await startForwarding({ variant: 'v8' })
    await forwarder.link('rx0', 'down')
    const { sent, pollerr } = await forward(forwarder, tx)
    expect([sent[tx]?.result, pollerr[rx]]).toEqual(['ENETDOWN', true])
  })

  it('gives the first sender after its return the error, which its owner then misses', async () => {
    const forwarder = await startForwarding({ variant: 'v8' })
    await forwarder.link('rx0', 'down')
    await forwarder.link('rx0', 'up')
    const first = await forward(forwarder, tx)
    expect([first.sent[tx]?.result, first.pollerr[rx]]).toEqual(['ENETDOWN', false])
    expect((await forward(forwarder, tx)).sent[tx]?.result).toBe('ok')
  })

  it('takes precedence over a frame in the ring', async () => {
    const forwarder = await startForwarding({ variant: 'v8' })
    await forwarder.frame(tx)
    await forwarder.link('tx0', 'down')
    const { extra } = await forwarder.step(tx, 'Receive')
    expect([forwarder.standing(tx), extra.frame[tx]]).toEqual(['AskForError', true])
  })

  it('clears the record of the last send, but a Receive without a frame does not', async () => {
    const forwarder = await startForwarding({ variant: 'v8' })
    await forward(forwarder, tx)
    expect((await forwarder.step(tx, 'Receive')).sent[tx]?.result).toBe('ok')
    expect(forwarder.standing(tx)).toBe('Receive')
    await forwarder.link('tx0', 'down')
    expect((await forwarder.step(tx, 'Receive')).sent[tx]?.result).toBe('none')
  })

  it('lets its thread out of the closed barrier, which then goes down', async () => {
    const forwarder = await start({ variant: 'v8' })
    await forwarder.bring(tx, 'SynchronizeStart')
    await forwarder.link('tx0', 'down')
    const { turn, pollerr } = await forwarder.step(tx, 'SynchronizeStart')
    expect([turn, pollerr[tx], forwarder.standing(tx)]).toEqual([2, true, 'Receive'])
    await forwarder.step(tx, 'Receive')
    expect(forwarder.standing(tx)).toBe('AskForError')
  })
})

describe.each(['v7', 'v8', 'fix-a', 'fix-b', 'fix-c', 'revert'])('%s over a flap', (variant) => {
  const publishes = variant === 'fix-c'

  it('goes down, retries until the link is back, and comes up without the barrier', async () => {
    const forwarder = await startForwarding({ variant })
    const before = await forwarder.link('tx0', 'down')
    const switched = await forwarder.step(tx, ...goDown)
    expect(switched.ptv[tx]).toEqual({ ...before.ptv[tx], afp_state: 'DOWN' })
    expect(switched.peer[tx]).toEqual({
      ...before.peer[tx],
      state: publishes ? 'DOWN' : 'UP',
    })
    // The thread's recv() took the error.
    expect([switched.peer_update[tx], switched.pollerr[tx]]).toEqual([true, false])
    const closed = await forwarder.step(tx, 'Reopen')
    expect(closed.ptv[tx]).toEqual({ socket: 0, afp_state: 'DOWN' })
    expect([closed.peer_update[tx], closed.pollerr[tx]]).toEqual([false, false])
    expect(numbers(closed)).not.toContain(before.ptv[tx]?.socket)
    expect(closed.peer[tx]).toEqual(switched.peer[tx])
    const failed = await forwarder.step(tx, 'OpenSocket')
    expect({ ...failed, pc: forwarder.standing(tx) }).toEqual({ ...closed, pc: 'Reopen' })
    await forwarder.step(tx, ...reopen)
    await forwarder.link('tx0', 'up')
    const up = await forwarder.step(tx, ...reopen, ...comeUp)
    expect(forwarder.standing(tx)).toBe('Receive')
    expect([up.turn, up.reached, up.peer_update]).toEqual([0, 0, { [tx]: false, [rx]: true }])
    expect(up.peer[tx]).toEqual({ if_idx: 2, socket: up.ptv[tx]?.socket, state: 'UP' })
    expect((await forward(forwarder, tx)).sent[tx]?.result).toBe('ok')
    expect((await forward(forwarder, rx)).sent[rx]?.result).toBe('ok')
    const { log } = await forwarder.finish()
    expect(log.split('\n').filter((line) => line.startsWith('['))).toEqual([
      '[W#01-tx0] Warning: af-packet: tx0: interface went down',
      '[W#01-tx0] Info: af-packet: tx0: interface is back up',
    ])
  })

  it(`a closed peer ${publishes ? 'gets no frame, because it has published DOWN' : 'still gets frames: EBADF'}`, async () => {
    const forwarder = await startForwarding({ variant })
    await forwarder.link('rx0', 'down')
    await forwarder.step(rx, ...goDown, 'Reopen')
    await forwarder.frame(tx)
    await forwarder.step(tx, ...toGuard, 'Guard')
    if (publishes) {
      expect(forwarder.standing(tx)).toBe('Receive')
    } else {
      expect((await forwarder.step(tx, ...load, 'Send')).sent[tx]?.result).toBe('EBADF')
    }
  })
})

describe('the lock', () => {
  it('delays PublishDown until the send under way is done', async () => {
    const forwarder = await startForwarding({ variant: 'fix-c' })
    await forwarder.frame(tx)
    await forwarder.step(tx, ...toGuard, 'Guard')
    await forwarder.link('rx0', 'down')
    const waiting = await forwarder.step(
      rx,
      ...['Receive', 'AskForError', 'PublishDown', 'PublishDown'],
    )
    expect([forwarder.standing(rx), waiting.peer[rx]?.state]).toEqual(['PublishDown', 'UP'])
    const { sent } = await forwarder.step(tx, ...load, 'Send')
    expect(sent[tx]).toMatchObject({ result: 'ENETDOWN', state: 'UP', afp_state: 'UP' })
    expect((await forwarder.step(rx, 'PublishDown')).peer[rx]?.state).toBe('DOWN')
    expect(forwarder.standing(rx)).toBe('SwitchDown')
  })

  it('is released after a guard that drops its frame', async () => {
    const forwarder = await startForwarding({ variant: 'fix-c' })
    await forwarder.link('rx0', 'down')
    await forwarder.step(rx, ...goDown)
    await forwarder.frame(tx)
    await forwarder.step(tx, ...toGuard, 'Guard')
    expect(forwarder.standing(tx)).toBe('Receive')
    await forwarder.link('rx0', 'up')
    await forwarder.bring(rx, 'Receive')
    await forwarder.link('rx0', 'down')
    await forwarder.step(rx, ...goDown)
    expect(forwarder.standing(rx)).toBe('Reopen')
  })

  it('delays nothing in a variant without it', async () => {
    const forwarder = await startForwarding({
      variant: featuresWith('fix-a', { publishDown: true }),
    })
    await forwarder.frame(tx)
    await forwarder.step(tx, ...toGuard, 'Guard')
    await forwarder.link('rx0', 'down')
    await forwarder.step(rx, ...goDown, 'Reopen')
    expect((await forwarder.step(tx, ...load, 'Send')).sent[tx]).toMatchObject({
      result: 'EBADF',
      used: 0,
    })
  })
})

describe('a closed number', () => {
  it('comes back as another socket, and a send through it succeeds', async () => {
    const forwarder = await startForwarding({ variant: 'v7', pairs: 2 })
    const [rx0, rx1] = [rx, 'W#01-rx1']
    await forwarder.link('rx0', 'down')
    await forwarder.step(rx0, ...goDown, 'Reopen')
    await forwarder.link('rx1', 'down')
    await forwarder.step(rx1, ...goDown, 'Reopen')
    await forwarder.link('rx1', 'up')
    await forwarder.link('rx0', 'up')
    const opened = await forwarder.step(rx1, 'OpenSocket')
    const stale = opened.peer[rx0]?.socket
    expect(opened.ptv[rx1]?.socket).toBe(Math.min(Number(stale), Number(opened.peer[rx1]?.socket)))
    const { sent } = await forward(forwarder, tx)
    expect(sent[tx]).toMatchObject({ result: 'ok', socket: stale, held: 0, state: 'UP' })
    expect(sent[tx]?.used).not.toBe(0)
  })
})

describe('two threads an interface', () => {
  it('get their frames after a flap, in either order of reopening, and while only one has reopened', async () => {
    const [one, two] = [tx, 'W#02-tx0']
    for (const order of [
      [one, two],
      [two, one],
    ] as const) {
      const forwarder = await startForwarding({ variant: 'v8', threads: 2 })
      await forwarder.link('tx0', 'down')
      for (const thread of order) await forwarder.step(thread, ...goDown)
      await forwarder.link('tx0', 'up')
      const [first, second] = order
      for (let i = 0; i < 3; i++) {
        // The group has the other thread's old socket again, and then the new one.
        if (i === 0) await forwarder.bring(first, 'Receive')
        expect((await forward(forwarder, first)).sent[first]?.result).toBe('ok')
      }
      await forwarder.step(second, 'Reopen')
      expect((await forwarder.look(one)).extra.members.tx0).toBe(1)
      expect((await forward(forwarder, first)).sent[first]?.result).toBe('ok')
      await forwarder.bring(second, 'Receive')
      for (const thread of [...order, ...order]) {
        const { extra } = await forwarder.frame(thread)
        expect(Object.entries(extra.frame).filter(([, frame]) => frame)).toEqual([[thread, true]])
        await forwarder.step(thread, ...toGuard, 'Guard', ...load, 'Send')
      }
      expect((await forwarder.finish()).code).toBe(0)
    }
  })

  it('get their frames after both had closed, in a new group', async () => {
    const [one, two] = [tx, 'W#02-tx0']
    const forwarder = await startForwarding({ variant: 'v8', threads: 2 })
    await forwarder.link('tx0', 'down')
    for (const thread of [one, two]) await forwarder.step(thread, ...goDown, 'Reopen')
    await forwarder.link('tx0', 'up')
    for (const thread of [two, one]) {
      await forwarder.bring(thread, 'Receive')
      expect((await forward(forwarder, thread)).sent[thread]?.result).toBe('ok')
    }
    expect((await forward(forwarder, two)).sent[two]?.result).toBe('ok')
  })
})
