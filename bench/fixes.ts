import { median } from '../src/core/median.js'
import { framesEach, packetsPerSecond } from './packet-rate.js'
import { costOf } from './statistics.js'

/** Without a guard, with a guard, and with a guard under the lock of the peer's entry. */
const variants = ['v8', 'fix-a', 'fix-c'] as const

type Variant = (typeof variants)[number]

/**
 * The cost of the guard, and of the guard under a lock, on the forwarding path: packets a second through
 * one veth pair with gates detached. Each round runs every variant, and rotates their order.
 */
export async function benchFixes(rounds = 30) {
  const rates: Record<Variant, number[]> = { v8: [], 'fix-a': [], 'fix-c': [] }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < variants.length; i++) {
      const variant = variants[(round + i) % variants.length]
      if (variant !== undefined) rates[variant].push(await packetsPerSecond('forwarder', variant))
    }
  }
  return {
    rounds,
    framesEach,
    packetsPerSecond: {
      v8: Math.round(median(rates.v8)),
      'fix-a': Math.round(median(rates['fix-a'])),
      'fix-c': Math.round(median(rates['fix-c'])),
    },
    costPercentAgainstV8: {
      'fix-a': costOf(rates['fix-a'], rates.v8),
      'fix-c': costOf(rates['fix-c'], rates.v8),
    },
    costPercentOfTheLock: costOf(rates['fix-c'], rates['fix-a']),
  }
}
