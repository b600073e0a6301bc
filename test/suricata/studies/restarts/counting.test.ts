import { describe, expect, it } from 'vitest'
import { countFailures, isOfAnEngine, packetsOf } from '../../../../src/suricata/engine-log.js'
import {
  asymmetryOf,
  lossyPairs,
  wedgedPairs,
} from '../../../../src/suricata/studies/restarts/classify.js'
import { momentsOf } from '../../../../src/suricata/studies/restarts/events.js'
import type { ThreadMoments } from '../../../../src/suricata/studies/restarts/result.js'
import { tabulate } from '../../../../src/suricata/studies/restarts/tabulate.js'
import { countersOf, cycleOf, wayFrom } from './samples.js'

const line = (thread: string, iface: string, reason: string) =>
  `[${thread}] Warning: af-packet: ${iface}: sending packet failed on socket 0: ${reason}`
const noSocket = 'Socket operation on non-socket'

describe('lines of a log', () => {
  it('of failed sends count as ENOTSOCK by their reason', () => {
    const lines = [
      line('W#01-SFE_3_TX', 'SFE_3_RX', noSocket),
      line('W#02-SFE_5_TX', 'SFE_5_RX', noSocket),
      line('W#01-tx0', 'rx0', 'Network is down'),
      'Notice: threads: Threads created -> W: 4   Engine started.',
    ]
    expect(countFailures(lines)).toEqual({ enotsock: 2, otherFailures: 1 })
    expect(countFailures(lines.slice(2))).toEqual({ enotsock: 0, otherFailures: 1 })
  })

  it('have the packets of each interface, in the format of the forwarder and of Suricata', () => {
    const lines = [
      'Notice: device: tx0: packets: 650, drops: 0 (0.00%), invalid chksum: 0',
      '[1234] 24/11/2026 -- 02:10:00 - <Notice> - rx0: packets: 16, drops: 0 (0.00%)',
      'Notice: device: 12 packets',
    ]
    expect([...packetsOf(lines)]).toEqual([
      ['tx0', 650],
      ['rx0', 16],
    ])
  })
})

describe('a log', () => {
  it.each([
    ['the start', 'Notice: threads: Threads created -> W: 2   Engine started.'],
    ['an interface', '[W#01-rx0] Warning: af-packet: rx0: cannot open, socket: Network is down'],
    ['counters', 'Notice: device: tx0: packets: 0, drops: 0 (0.00%), invalid chksum: 0'],
  ])('with a line about %s is of an engine', (_, line) => {
    expect(isOfAnEngine(['', line])).toBe(true)
  })

  it.each([
    'sleep: invalid time interval',
    'This is Suricata version 7.0.10 RELEASE',
    'E: afpacket: cannot have what it needs',
  ])('with only "%s" is not of an engine', (line) => {
    expect(isOfAnEngine([line])).toBe(false)
  })
})

describe('the counters of a pair', () => {
  const [there, back] = [wayFrom('tx0', 'rx0'), wayFrom('rx0', 'tx0')]
  const both = [there, back]
  it.each([
    ['one-way traffic if the probes pass both ways', 700, 16, both, 'one-way traffic'],
    ['a wedge if no probe passes one way', 700, 0, [wayFrom('tx0', 'rx0', 0), back], 'wedge'],
    ['a wedge if one flow does not pass', 700, 16, [there, wayFrom('rx0', 'tx0', 15)], 'wedge'],
    ['no asymmetry if they differ little', 700, 90, both, 'none'],
    ['no asymmetry if both are 0', 0, 0, both, 'none'],
    ['unknown without probes', 700, 16, [], 'unknown'],
    ['unknown if one of them was not logged', null, 16, both, 'unknown'],
  ] as const)('mean %s', (_, txPackets, rxPackets, ways, expected) => {
    expect(asymmetryOf({ txPackets, rxPackets }, ways)).toBe(expected)
  })
})

describe('a wedged pair', () => {
  const other = { ...countersOf('none'), tx: 'tx1', rx: 'rx1' }
  const pairs = [countersOf('none'), other]
  const fine = [wayFrom('tx0', 'rx0'), wayFrom('rx0', 'tx0')]

  it('has a way that does not let every flow through', () => {
    const ways = [...fine, wayFrom('tx1', 'rx1'), wayFrom('rx1', 'tx1', 3)]
    expect(wedgedPairs({ ways, pairs, threads: [] })).toEqual(['tx1:rx1'])
  })

  it('does not exist if all flows pass, or if the engine ended before the probes', () => {
    const ways = [...fine, wayFrom('tx1', 'rx1'), wayFrom('rx1', 'tx1')]
    expect(wedgedPairs({ ways, pairs, threads: [] })).toEqual([])
    expect(wedgedPairs({ ways: [], pairs, threads: [] })).toEqual([])
  })
})

describe('a pair that forwards nothing', () => {
  const ways = [wayFrom('tx0', 'rx0', 0), wayFrom('rx0', 'tx0', 0)]
  const moments = { bound: 1, ring: 2, published: 3, started: 4, firstSend: null, firstError: null }
  const thread = (name: string, more: Partial<ThreadMoments> = {}): ThreadMoments => ({
    ...moments,
    ...{ thread: name, errors: 0 },
    ...more,
  })
  const both = [thread('W#01-tx0'), thread('W#01-rx0')]
  const lossOf = (threads: ThreadMoments[], tx: number | null, rx: number | null) => {
    const cycle = { ways, pairs: [countersOf('none', tx, rx)], threads }
    return { wedged: wedgedPairs(cycle), lossy: lossyPairs(cycle).map(({ loss }) => loss) }
  }

  it('is not wedged if all threads are up, took frames and called no sendto(): rules dropped them', () => {
    expect(lossOf(both, 700, 16)).toEqual({ wedged: [], lossy: ['dropped'] })
  })

  it('is not wedged if it received nothing: a filter kept the frames out', () => {
    expect(lossOf(both, 0, 0)).toEqual({ wedged: [], lossy: ['not-received'] })
  })

  it.each<[string, ThreadMoments[], number | null]>([
    [
      'a thread is not published, whose frames a guard drops',
      [thread('W#01-tx0'), thread('W#01-rx0', { published: null })],
      700,
    ],
    [
      'a thread is in the barrier',
      [thread('W#01-tx0', { started: null }), thread('W#01-rx0')],
      700,
    ],
    ['a thread has sent before', [thread('W#01-tx0', { firstSend: 9 }), thread('W#01-rx0')], 700],
    [
      'a send has failed',
      [thread('W#01-tx0', { firstError: 9, errors: 1 }), thread('W#01-rx0')],
      700,
    ],
    ['there are no counters', both, null],
    ['there are no events', [], 700],
  ])('is wedged if %s', (_, threads, packets) => {
    expect(lossOf(threads, packets, 16)).toEqual({ wedged: ['tx0:rx0'], lossy: [] })
  })
})

describe('the table', () => {
  it('counts cycles, and their percentage of the started ones, as the report does', () => {
    const hit = Array.from({ length: 7 }, () => cycleOf({ enotsock: 4 }))
    const late = { started: null, stoppedBy: 'SIGKILL' } as const
    expect(tabulate([...hit, cycleOf(), cycleOf(late), cycleOf(late)])).toEqual({
      ...{ cycles: 10, started: 8, withEnotsock: 7, percentOfStarted: 87.5 },
      ...{ enotsockLines: 28, wedgedPairs: 0 },
    })
  })

  it('counts a cycle with ENOTSOCK that did not start, but not in the percentage', () => {
    const table = tabulate([cycleOf({ enotsock: 1, started: null }), cycleOf()])
    expect(table).toMatchObject({ withEnotsock: 1, percentOfStarted: 0 })
  })

  it('has no percentage if no cycle started, and counts a pair that is wedged twice once', () => {
    const wedged = { started: null, ways: [wayFrom('tx0', 'rx0', 0), wayFrom('rx0', 'tx0', 0)] }
    const table = tabulate([cycleOf(wedged), cycleOf(wedged)])
    expect(table).toMatchObject({ started: 0, percentOfStarted: null, wedgedPairs: 1 })
  })
})

describe('the moments of a thread', () => {
  const thread = 'W#01-tx0'

  it('are the first of each event in milliseconds after the launch, and errors are counted', () => {
    const failed = { event: 'send-error', thread, errno: 'ENOTSOCK', socket: 0 } as const
    const moments = momentsOf(
      [
        { event: 'bound', thread, us: 11_000 },
        { event: 'published', thread, us: 21_500 },
        { ...failed, us: 31_000 },
        { ...failed, us: 41_000 },
        { event: 'bound', thread: 'W#01-rx0', us: 12_000 },
      ],
      1000,
    )
    expect(moments).toMatchObject([
      { thread, bound: 10, ring: null, published: 20.5, firstError: 30, errors: 2 },
      { thread: 'W#01-rx0', bound: 11, errors: 0 },
    ])
  })
})
