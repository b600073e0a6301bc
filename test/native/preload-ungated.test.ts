import { expect, it } from 'vitest'
import { describeEngine } from '../suricata/binary/engine.js'
import type { GatedEngine } from './gated-engine.js'
import { launch, rx, tx } from './running-engines.js'
import { Lines } from './waiting.js'

type EngineEvent = { event: string; thread: string; us: number; errno?: string; socket?: number }

const delayUs = 300_000
/** The descriptor after the injector's; there are no gates. */
const eventsFd = 5

/** Reads the engine's events until they are enough. */
async function readEvents(
  engine: GatedEngine,
  enough: (events: EngineEvent[]) => boolean,
): Promise<EngineEvent[]> {
  const [, socket] = engine.supervised.sockets
  if (socket === undefined) throw new Error('expected the socket of the events')
  const lines = new Lines(socket)
  const events: EngineEvent[] = []
  while (!enough(events)) {
    const line = await lines.next()
    if (line === null) throw new Error(`expected more events, got ${JSON.stringify(events)}`)
    events.push(JSON.parse(line))
  }
  return events
}

const ungated = { gated: [], sockets: 1 }
const listening = { ...ungated, env: { PEERUP_EVENTS: String(eventsFd) } }
const both = (event: string) => (events: EngineEvent[]) =>
  events.filter((one) => one.event === event).length === 2

const at = (events: EngineEvent[], thread: string, event: string) =>
  events.find((one) => one.thread === thread && one.event === event)?.us ?? Number.NaN

describeEngine('an engine with the library and without gates', () => {
  it('starts, forwards and ends as it does without the library', async () => {
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

  it('reports the events of its threads in order, and prints nothing else', async () => {
    const engine = launch(listening)
    const events = await readEvents(engine, both('started'))
    const eventsOf = (thread: string) => events.filter((one) => one.thread === thread)
    for (const thread of [tx, rx]) {
      expect(eventsOf(thread).map(({ event }) => event)).toEqual([
        ...['bound', 'ring', 'published', 'started'],
      ])
      const times = eventsOf(thread).map(({ us }) => us)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
    // The order of 7.0: one after the other.
    expect(at(events, rx, 'bound')).toBeGreaterThanOrEqual(at(events, tx, 'ring'))
    const rest = readEvents(engine, (more) => more.length === 1)
    await engine.inject('probe tx0 rx0 1 1000 10000')
    expect(await rest).toMatchObject([{ event: 'first-send', thread: tx }])
    const { code, stderr } = await engine.finish()
    expect([code, stderr]).toEqual([0, ''])
  })

  it('reports events in another runmode, too, which gates reject', async () => {
    const words = ['--runmode', 'autofp']
    const events = await readEvents(launch({ ...listening, words }), both('started'))
    expect(new Set(events.map(({ thread }) => thread))).toEqual(new Set([tx, rx]))
    const gated = launch({ words })
    expect(await gated.supervised.ended).toEqual({ code: 70, signal: null })
    expect(await gated.stderr).toMatch(
      /^peerup-preload: expected runmode workers with threads such as W#01-tx0, got "RX#01[^"]*"; start the engine with --runmode workers\n$/,
    )
  })

  it('delays the first ring of each thread', async () => {
    const engine = launch({
      ...listening,
      env: { ...listening.env, PEERUP_RING_DELAY_US: String(delayUs) },
    })
    const events = await readEvents(engine, both('ring'))
    for (const thread of [tx, rx])
      expect(at(events, thread, 'ring') - at(events, thread, 'bound')).toBeGreaterThanOrEqual(
        delayUs,
      )
  })

  it('reports each failed send with its descriptor', async () => {
    const engine = launch({ ...listening, down: ['rx0'] })
    // In the barrier a thread would discard the frames.
    await readEvents(engine, (some) => some.some(({ event }) => event === 'started'))
    const errors = readEvents(engine, (some) => some.filter(isError).length === 3)
    await engine.inject('send tx0 0 3')
    const events = await errors
    for (const error of events.filter(isError))
      expect(error).toMatchObject({ thread: tx, errno: 'ENOTSOCK', socket: 0 })
    expect(events.some(({ event }) => event === 'first-send')).toBe(false)
  })

  it('goes on when the reader of events has gone', async () => {
    const engine = launch(listening)
    engine.supervised.sockets[1]?.destroy()
    const probe = await engine.inject('probe tx0 rx0 1 100000 10000')
    expect(probe).toMatchObject({ probe: { targets: [expect.any(Number)] } })
    expect((await engine.finish()).code).toBe(0)
  })
})

const isError = ({ event }: EngineEvent) => event === 'send-error'
