import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FreeForwarder } from '../../../native/free-forwarder.js'

let forwarder: FreeForwarder
beforeAll(async () => {
  forwarder = new FreeForwarder({ variant: 'v7', threads: 2 })
  await forwarder.started()
})
afterAll(async () => {
  await forwarder.supervised.end()
})

const ask = (command: string) => forwarder.inject(command)

describe('traffic', () => {
  it('goes on during other commands and is not part of their counts', async () => {
    expect(await ask('traffic tx0:rx0 1000 60')).toEqual({ traffic: 'running' })
    expect(await ask('probe tx0 rx0 1 1 5000')).toMatchObject({ probe: { received: 1 } })
    expect(await ask('probe rx0 tx0 1 1 5000')).toMatchObject({ probe: { received: 1 } })
    expect(await ask('link tx0 up')).toEqual({ link: 'up' })
    expect(await ask('flood tx0 rx0 100')).toMatchObject({ flood: { sent: 100 } })
    const { arrivals } = (await ask('arrivals')) as { arrivals: { count: number }[] }
    expect(arrivals).toMatchObject([{ out: 'rx0', firstUs: expect.any(Number) }])
    const { stopped } = (await ask('stop')) as { stopped: { sent: number } }
    // The arrivals include neither the probes nor the flood.
    expect(stopped.sent).toBeGreaterThanOrEqual(arrivals[0]?.count ?? 0)
    expect(await ask('stop')).toEqual({
      error: 'no traffic is running, start it with traffic PAIRS PER_SECOND MAX_SECONDS',
    })
  })

  it('cannot start while other traffic runs', async () => {
    await ask('traffic tx0:rx0 1000 60')
    expect(await ask('traffic tx0:rx0 1000 60')).toEqual({
      error: expect.stringContaining('busy'),
    })
    await ask('stop')
  })

  it.each([
    ['traffic tx0:rx0 0 1', 'expected a number from 1 to 100000'],
    ['traffic tx0:rx0 1000 many', 'expected a number from 1 to 10000000'],
    ['traffic tx0 1000 1', 'expected pairs such as tx0:rx0'],
    ['traffic tx0:tx9 1000 1', 'expected pairs such as tx0:rx0'],
    ['reach tx0:rx0 65 1000', 'expected a number from 1 to 64'],
    ['reach tx0:rx0 16', 'expected send'],
    ['stop now', 'expected send'],
  ])('does not start with "%s"', async (command, message) => {
    expect(await ask(command)).toEqual({ error: expect.stringContaining(message) })
  })
})

describe('reach', () => {
  it('passes every flow both ways', async () => {
    expect(await ask('reach tx0:rx0 16 5000')).toMatchObject({
      reach: [
        { in: 'tx0', out: 'rx0', flows: 16, through: 16 },
        { in: 'rx0', out: 'tx0', flows: 16, through: 16 },
      ],
    })
  })

  it('passes no flow over a link that is down, within one deadline; traffic ends after its duration', async () => {
    await ask('link rx0 down')
    await ask('traffic tx0:rx0 100 1')
    const start = performance.now()
    expect(await ask('reach tx0:rx0 16 1500')).toMatchObject({
      reach: [
        { in: 'tx0', through: 0, firstMs: null },
        { in: 'rx0', through: 0, firstMs: null },
      ],
    })
    expect(performance.now() - start).toBeGreaterThanOrEqual(1500)
    expect(performance.now() - start).toBeLessThan(2500)
    const { stopped } = (await ask('stop')) as { stopped: { sent: number; seconds: number } }
    expect(stopped.seconds).toBeGreaterThan(0.9)
    expect(stopped.seconds).toBeLessThan(1.4)
    expect(stopped.sent).toBeLessThanOrEqual(110)
  })
})
