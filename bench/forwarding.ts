import { median } from '../src/core/median.js'
import { framesEach, packetsPerSecond } from './packet-rate.js'
import { costOf } from './statistics.js'

const pairsOfRuns = 30

/**
 * The cost of detached gates: packets a second through one veth pair, in the forwarder with its gates
 * detached and in the same build without gates. The two alternate, so that other load affects both.
 */
export async function benchForwarding() {
  const withGates: number[] = []
  const without: number[] = []
  for (let i = 0; i < pairsOfRuns; i++) {
    // The first program alternates too.
    const order =
      i % 2 === 0 ? ['forwarder', 'forwarder-nogates'] : ['forwarder-nogates', 'forwarder']
    for (const program of order) {
      const rate = await packetsPerSecond(program, 'fix-b')
      if (program === 'forwarder') withGates.push(rate)
      else without.push(rate)
    }
  }
  return {
    pairsOfRuns,
    framesEach,
    packetsPerSecond: {
      gatesDetached: Math.round(median(withGates)),
      withoutGates: Math.round(median(without)),
    },
    costPercent: { ...costOf(withGates, without), goal: 1 },
  }
}
