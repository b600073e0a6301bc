import { describe, expect, it } from 'vitest'
import type { State } from '../../../src/core/value.js'
import type { GateDriver } from '../../../src/replay/gates/gate-driver.js'
import {
  canSelectByProcessor,
  fanoutOrder,
  fanoutOrderBySends,
} from '../../../src/suricata/network/fanout-order.js'
import type { Injector } from '../../../src/suricata/network/injector.js'
import { linksOf } from '../../../src/suricata/network/links.js'
import type { Network } from '../../../src/suricata/network/network.js'

const topology = { pairs: 1, threads: 2 }
const threads = ['W#01-tx0', 'W#02-tx0', 'W#01-rx0', 'W#02-rx0']
const each = <T>(value: (thread: string) => T) =>
  Object.fromEntries(threads.map((thread) => [thread, value(thread)]))

/** A program of two threads an interface, whose groups have this order. */
function program(
  group: { [iface: string]: string[] },
  { up = threads, withFrame = [] as string[], slots = false } = {},
) {
  const framed = new Set(withFrame)
  const commands: string[] = []
  const deliver = (word: string) => async (iface: string, place: number, members: number) => {
    commands.push(`${word} ${iface} ${place} ${members}`)
    const thread = group[iface]?.[place]
    if (thread !== undefined) framed.add(thread)
  }
  const snapshot = (): State => ({
    ptv: each((thread) => ({ socket: 5, afp_state: up.includes(thread) ? 'UP' : 'DOWN' })),
    extra: {
      frame: each((thread) => framed.has(thread)),
      members: { tx0: 2, rx0: 2 },
      ...(slots ? { slot: each(() => 0) } : {}),
    },
  })
  const driver = {
    at: () => each(() => 'Receive'),
    look: async () => ({ kind: 'parked' as const, at: {}, snapshot: snapshot() }),
  } as unknown as GateDriver
  const injector = {
    aim: deliver('aim'),
    aimForAll: deliver('aim-for-all'),
  } as unknown as Injector
  const network: Network = {
    ...{ injector, links: linksOf(topology), topology },
    ...{ byProcessor: true, down: new Set() },
  }
  const at = { driver, snapshot: snapshot(), signal: new AbortController().signal }
  return { network, at, commands, framed }
}

const turned = { tx0: ['W#02-tx0', 'W#01-tx0'], rx0: ['W#01-rx0', 'W#02-rx0'] }

describe('the order of a fanout group', () => {
  it('is that in which threads get a frame for each place', async () => {
    const { network, at, commands } = program(turned)
    expect(await fanoutOrder(network, at)).toEqual(turned)
    expect(commands).toEqual(
      ['tx0 0', 'tx0 1', 'rx0 0', 'rx0 1'].map((place) => `aim-for-all ${place} 2`),
    )
  })

  it('takes one frame for a place if threads take any frame', async () => {
    const { network, at, commands } = program(turned, { slots: true })
    expect(await fanoutOrder(network, at)).toEqual(turned)
    expect(commands[0]).toBe('aim tx0 0 2')
  })

  it.each([
    ['is down', { down: 'tx0' }],
    ['has a thread that is not UP', { up: threads.slice(1) }],
    ['has a thread with a frame', { withFrame: threads.slice(0, 1) }],
  ] as [string, { down?: string; up?: string[]; withFrame?: string[] }][])(
    'leaves out an interface that %s',
    async (_, { down = '', ...how }) => {
      const { network, at } = program(turned, how)
      if (down !== '') network.down.add(down)
      expect(await fanoutOrder(network, at)).toEqual({ rx0: turned.rx0 })
    },
  )

  it('is not observed without groups by processor, or with one thread an interface', async () => {
    const { network, at, commands } = program(turned)
    expect(await fanoutOrder({ ...network, byProcessor: false }, at)).toEqual({})
    const single = { ...network, topology: { pairs: 1, threads: 1 } }
    expect(await fanoutOrder(single, at)).toEqual({})
    expect(commands).toEqual([])
  })

  it('of a free run is that of first sends', async () => {
    const { network, framed } = program(turned)
    expect(await fanoutOrderBySends(network, () => [...framed])).toEqual(turned)
  })
})

it('frames cannot be aimed at places without processors, or on interfaces of the user', () => {
  expect(canSelectByProcessor({ threads: 4096 }, { own: false })).toBe(false)
  expect(canSelectByProcessor({ threads: 1 }, { own: true })).toBe(false)
})
