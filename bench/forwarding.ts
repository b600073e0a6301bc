import { join } from 'node:path'
import { Injector } from '../src/testbed/injector.js'
import { keep, nativeFolder } from '../src/testbed/keep.js'
import { median, medianInterval } from './statistics.js'

const pairsOfRuns = 30
const frames = 100_000

/**
 * Packets a second through one veth pair: the forwarder with its gates detached, and the same build
 * without gates. The two alternate, so that what else the machine does strikes both.
 */
export async function benchForwarding() {
  const withGates: number[] = []
  const without: number[] = []
  for (let i = 0; i < pairsOfRuns; i++) {
    // Which goes first alternates too.
    const order =
      i % 2 === 0 ? ['forwarder', 'forwarder-nogates'] : ['forwarder-nogates', 'forwarder']
    for (const program of order) {
      const rate = await packetsPerSecond(program)
      if (program === 'forwarder') withGates.push(rate)
      else without.push(rate)
    }
  }
  const costs = withGates.map((rate, i) => (1 - rate / (without[i] ?? Number.NaN)) * 100)
  const [low, high] = medianInterval(costs)
  return {
    pairsOfRuns,
    framesEach: frames,
    packetsPerSecond: {
      gatesDetached: Math.round(median(withGates)),
      withoutGates: Math.round(median(without)),
    },
    costPercent: { median: round(median(costs)), interval95: [round(low), round(high)], goal: 1 },
  }
}

async function packetsPerSecond(program: string): Promise<number> {
  const kept = keep(
    join(nativeFolder, program),
    ['--variant', 'fix-b', '--interfaces', 'tx0:rx0'],
    {
      network: 'tx0:rx0',
      sockets: 1,
    },
  )
  try {
    const [socket] = kept.sockets
    if (socket === undefined) throw new Error('expected a socket to the injector')
    for await (const text of kept.stdout.setEncoding('utf8')) {
      if (String(text).includes('Engine started')) break
    }
    const { received, seconds } = await new Injector(socket).flood('tx0', 'rx0', frames)
    return received / seconds
  } finally {
    await kept.end()
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
