import type { ReachedWay } from '../../network/flow-replies.js'
import type { Counters, Way } from './result.js'

/**
 * How long probes may take to pass; a healthy engine needs a millisecond for a frame. All ways are probed
 * at the same time. If a flow does not pass, all ways are probed again for longer before a pair counts as
 * wedged.
 */
export const reachMs = 2000
export const lateMs = 10_000

/** The factor by which one counter must exceed the other to count as asymmetric. */
const asymmetricBy = 10

/** Whether all, some or none of the flows came out. */
export function forwardsOf({ through, flows }: Pick<ReachedWay, 'through' | 'flows'>) {
  if (through === flows) return 'all'
  return through === 0 ? 'none' : 'some'
}

/**
 * What the counters of a pair mean. They always differ if frames go into one side only; they show a wedge
 * only if probes into one of the sides do not come out of the other.
 */
export function asymmetryOf(
  { txPackets, rxPackets }: Pick<Counters, 'txPackets' | 'rxPackets'>,
  ways: readonly Pick<Way, 'forwards'>[],
): Counters['asymmetry'] {
  if (txPackets === null || rxPackets === null || ways.length === 0) return 'unknown'
  const [less, more] = [Math.min(txPackets, rxPackets), Math.max(txPackets, rxPackets)]
  if (more <= asymmetricBy * less) return 'none'
  return ways.every(({ forwards }) => forwards === 'all') ? 'one-way traffic' : 'wedge'
}

/** Whether the cycle's engine was probed. */
export const isObserved = ({ ways }: { ways: readonly unknown[] }): boolean => ways.length > 0

/** Pairs with a way that did not forward every flow. */
export function wedgedPairs(
  ways: readonly Pick<Way, 'in' | 'out' | 'forwards'>[],
  pairs: readonly Pick<Counters, 'tx' | 'rx'>[],
): string[] {
  return pairs.flatMap(({ tx, rx }) => {
    const own = ways.filter((way) => [tx, rx].includes(way.in) && [tx, rx].includes(way.out))
    return own.every(({ forwards }) => forwards === 'all') ? [] : [`${tx}:${rx}`]
  })
}
