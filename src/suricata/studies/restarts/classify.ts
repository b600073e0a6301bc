import type { ReachedWay } from '../../network/flow-replies.js'
import type { Counters, Way } from './result.js'

/**
 * How long probes may take to pass: a frame takes a millisecond. All ways are asked at the same time;
 * where some let nothing pass all are asked again, for longer, before one is called wedged.
 */
export const reachMs = 2000
export const lateMs = 10_000

/** By so much one counter must exceed the other to be called more. */
const asymmetricBy = 10

/** How much of what was sent one way came out: of all flows, of some, of none. */
export function forwardsOf({ through, flows }: Pick<ReachedWay, 'through' | 'flows'>) {
  if (through === flows) return 'all'
  return through === 0 ? 'none' : 'some'
}

/**
 * What two counters that differ mean: with frames going into one side only they always do. It is a
 * wedge if frames sent on purpose, into either side, do not come out of the other.
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

/** Whether frames passed was asked, of an engine. */
export const isObserved = ({ ways }: { ways: readonly unknown[] }): boolean => ways.length > 0

/** Pairs of which a way did not forward every flow. */
export function wedgedPairs(
  ways: readonly Pick<Way, 'in' | 'out' | 'forwards'>[],
  pairs: readonly Pick<Counters, 'tx' | 'rx'>[],
): string[] {
  return pairs.flatMap(({ tx, rx }) => {
    const own = ways.filter((one) => [tx, rx].includes(one.in) && [tx, rx].includes(one.out))
    return own.every(({ forwards }) => forwards === 'all') ? [] : [`${tx}:${rx}`]
  })
}
