import { expect, it } from 'vitest'
import { describeEngine } from '../suricata/binary/engine.js'
import type { GatedEngine } from './gated-engine.js'
import { launch, rx, tx } from './running-engines.js'
import { Lines } from './waiting.js'

type Told = { event: string; thread: string; us: number; errno?: string; socket?: number }

const delayUs = 300_000
/** Past the injector's; there are no gates. */
const eventsFd = 5

/** What the engine told until it had told this. */
async function hear(engine: GatedEngine, wanted: (told: Told[]) => boolean): Promise<Told[]> {
  const [, socket] = engine.kept.sockets
  if (socket === undefined) throw new Error('expected the socket of the events')
  const lines = new Lines(socket)
  const told: Told[] = []
  while (!wanted(told)) {
    const line = await lines.next()
    if (line === null) throw new Error(`expected more events, got ${JSON.stringify(told)}`)
    told.push(JSON.parse(line))
  }
  return told
}

const ungated = { gated: [], sockets: 1 }
const listening = { ...ungated, env: { PEERUP_EVENTS: String(eventsFd) } }
const both = (event: string) => (told: Told[]) =>
  told.filter((one) => one.event === event).length === 2

const at = (told: Told[], thread: string, event: string) =>
  told.find((one) => one.thread === thread && one.event === event)?.us ?? Number.NaN

describeEngine('an engine with the library and without gates', () => {
  it('starts, forwards and ends as it does without', async () => {
    const logs: string[] = []
    for (const env of [{}, { LD_PRELOAD: '' }]) {
      const engine = launch({ ...ungated, env })
      const probe = await engine.inject('probe tx0 rx0 1 100000 10000')
      expect(probe).toMatchObject({ probe: { targets: [expect.any(Number)] } })
      const { code, log, stderr } = await engine.finish()
      expect([code, stderr]).toEqual([0, ''])
      logs.push(log.replace(/packets: \d+/g, 'packets: n'))
    }
    expect(logs[0]).toBe(logs[1])
  })

  it('tells what its threads have come to, in their order, and says nothing else', async () => {
    const engine = launch(listening)
    const told = await hear(engine, both('started'))
    const own = (thread: string) => told.filter((one) => one.thread === thread)
    for (const thread of [tx, rx]) {
      expect(own(thread).map(({ event }) => event)).toEqual([
        ...['bound', 'ring', 'published', 'started'],
      ])
      const times = own(thread).map(({ us }) => us)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
    // The order of 7.0: one after the other.
    expect(at(told, rx, 'bound')).toBeGreaterThanOrEqual(at(told, tx, 'ring'))
    const rest = hear(engine, (more) => more.length === 1)
    await engine.inject('probe tx0 rx0 1 1000 10000')
    expect(await rest).toMatchObject([{ event: 'first-send', thread: tx }])
    const { code, stderr } = await engine.finish()
    expect([code, stderr]).toEqual([0, ''])
  })

  it('tells of another runmode, too, which gates refuse', async () => {
    const words = ['--runmode', 'autofp']
    const told = await hear(launch({ ...listening, words }), both('started'))
    expect(new Set(told.map(({ thread }) => thread))).toEqual(new Set([tx, rx]))
    const gated = launch({ words })
    expect(await gated.kept.ended).toEqual({ code: 70, signal: null })
    expect(await gated.stderr).toMatch(
      /^peerup-preload: expected runmode workers with threads such as W#01-tx0, got "RX#01[^"]*"\n$/,
    )
  })

  it('sets up the first ring of each thread later by the delay', async () => {
    const engine = launch({
      ...listening,
      env: { ...listening.env, PEERUP_RING_DELAY_US: String(delayUs) },
    })
    const told = await hear(engine, both('ring'))
    for (const thread of [tx, rx])
      expect(at(told, thread, 'ring') - at(told, thread, 'bound')).toBeGreaterThanOrEqual(delayUs)
  })

  it('tells each send that fails, and where it went', async () => {
    const engine = launch({ ...listening, down: ['rx0'] })
    // Before that, frames are discarded in the barrier.
    await hear(engine, (some) => some.some(({ event }) => event === 'started'))
    const errors = hear(engine, (some) => some.filter(isError).length === 3)
    await engine.inject('send tx0 0 3')
    const told = await errors
    for (const error of told.filter(isError))
      expect(error).toMatchObject({ thread: tx, errno: 'ENOTSOCK', socket: 0 })
    expect(told.some(({ event }) => event === 'first-send')).toBe(false)
  })

  it('goes on when nobody hears any more', async () => {
    const engine = launch(listening)
    engine.kept.sockets[1]?.destroy()
    const probe = await engine.inject('probe tx0 rx0 1 100000 10000')
    expect(probe).toMatchObject({ probe: { targets: [expect.any(Number)] } })
    expect((await engine.finish()).code).toBe(0)
  })
})

const isError = ({ event }: Told) => event === 'send-error'
