import { describe, expect, it } from 'vitest'
import { featuresWith, type GatedForwarder, type Snapshot } from './gated-forwarder.js'
import { rx, start, tx } from './running-forwarders.js'
import { within } from './waiting.js'

const forwardOne = ['Receive', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send']

/** Both threads forward, and rx0 has learnt from poll() of an error that a sender takes before it asks. */
async function startMissing(variant: string): Promise<GatedForwarder> {
  const forwarder = await start({ variant })
  for (const thread of [tx, rx]) await forwarder.bring(thread, 'SynchronizeStart')
  for (const thread of [tx, rx]) await forwarder.bring(thread, 'Receive')
  await forwarder.link('rx0', 'down')
  await forwarder.step(rx, 'Receive')
  expect(forwarder.standing(rx)).toBe('AskForError')
  await forwarder.link('rx0', 'up')
  await forwarder.frame(tx)
  const { sent, pollerr } = await forwarder.step(tx, ...forwardOne)
  expect([sent[tx]?.result, pollerr[rx]]).toEqual(['ENETDOWN', false])
  return forwarder
}

/** Releases rx0 from its gate, and returns a snapshot in which the kernel says that it sleeps. */
async function fallAsleep(forwarder: GatedForwarder): Promise<Snapshot> {
  forwarder.gate(rx).write('go\n')
  const looking = async () => {
    for (;;) {
      const snapshot = await forwarder.look(tx)
      if (snapshot.extra.waits[rx] !== false) return snapshot
    }
  }
  return within(5000, `${rx} asleep`, looking())
}

describe('a thread that asks for its error', () => {
  it('gets it and goes down, and the snapshot says that it waits for nothing', async () => {
    const forwarder = await start({ variant: 'v8' })
    for (const thread of [tx, rx]) await forwarder.bring(thread, 'SynchronizeStart')
    for (const thread of [tx, rx]) await forwarder.bring(thread, 'Receive')
    await forwarder.link('rx0', 'down')
    const polled = await forwarder.step(rx, 'Receive')
    // poll() tells of the error and leaves it.
    expect(polled.pollerr[rx]).toBe(true)
    const { pollerr, extra } = await forwarder.step(rx, 'AskForError')
    expect([pollerr[rx], forwarder.standing(rx)]).toEqual([false, 'PublishDown'])
    expect(extra.waits).toEqual({ [tx]: false, [rx]: false })
  })

  it.each(['v8', 'fix-c'])(
    'sleeps in %s if a sender has taken it, with its entry UP',
    async (variant) => {
      const forwarder = await startMissing(variant)
      const { peer, ptv, extra } = await fallAsleep(forwarder)
      expect(extra.waits).toEqual({ [tx]: false, [rx]: 'recv' })
      expect([peer[rx]?.state, ptv[rx]?.afp_state]).toEqual(['UP', 'UP'])
      // The peer goes on sending through its socket, and no frame wakes it.
      await forwarder.frame(tx)
      expect((await forwarder.step(tx, ...forwardOne)).sent[tx]?.result).toBe('ok')
      expect((await forwarder.look(tx)).extra.waits[rx]).toBe('recv')
    },
  )

  it('goes on when its socket has an error again', async () => {
    const forwarder = await startMissing('v8')
    await fallAsleep(forwarder)
    await forwarder.inject('link rx0 down')
    expect(await forwarder.gate(rx).next()).toMatchObject({ at: 'PublishDown', thread: rx })
    expect((await forwarder.look(tx)).extra.waits[rx]).toBe(false)
  })

  it('keeps no forwarder from ending while it sleeps', async () => {
    const forwarder = await startMissing('v8')
    await fallAsleep(forwarder)
    const start = performance.now()
    const { code, log } = await forwarder.finish()
    expect(code).toBe(0)
    expect(performance.now() - start).toBeLessThan(3000)
    expect(log).not.toContain('interface went down')
  })

  it.each([
    ['fix-d', 'fix-d'],
    ['v8 that asks without waiting', featuresWith('v8', { askWithoutWaiting: true })],
  ])('goes down in %s although the error is gone', async (_, variant) => {
    const forwarder = await startMissing(variant)
    await forwarder.step(rx, 'AskForError')
    expect(forwarder.standing(rx)).toBe('PublishDown')
    await forwarder.bring(rx, 'Receive')
    await forwarder.frame(rx)
    expect((await forwarder.step(rx, ...forwardOne)).sent[rx]?.result).toBe('ok')
  })
})
