import type { ReachedWay } from '../../network/flow-replies.js'
import type { Counters, Cycle, ThreadMoments, Way } from './result.js'

/**
 * How long probes may take to pass; a healthy engine needs a millisecond for a frame. All ways are probed
 * at the same time. If a flow does not pass, all ways are probed again for longer before a pair counts as
 * wedged.
 */
export const reachMs = 2000
export const lateMs = 10_000

/** The factor by which one counter must exceed the other to count as asymmetric, or the probes to count as not received. */
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

type Probed = {
  ways: readonly Pick<Way, 'in' | 'out' | 'sent' | 'forwards'>[]
  pairs: readonly Pick<Counters, 'tx' | 'rx' | 'txPackets' | 'rxPackets'>[]
  threads: readonly ThreadMoments[]
}

/** Pairs with a way that did not forward every flow, for no reason of the engine's own. */
export const wedgedPairs = (cycle: Probed): string[] =>
  silentPairs(cycle).flatMap(({ name, losses }) => (losses.includes(null) ? [name] : []))

/** Why frames are lost without a wedge: the engine took them and sent none, or never received one. */
export type Loss = 'dropped' | 'not-received'

/** Pairs that forward nothing on some way for reasons of the engine's own, with the first of them. */
export const lossyPairs = (cycle: Probed): { name: string; loss: Loss }[] =>
  silentPairs(cycle).flatMap(({ name, losses }) => {
    const [loss = null] = losses
    return losses.includes(null) || loss === null ? [] : [{ name, loss }]
  })

/** Pairs with a way that did not forward every flow, and the reasons of these ways. */
function silentPairs({ ways, pairs, threads }: Probed) {
  return pairs.flatMap((pair) => {
    const { tx, rx } = pair
    const own = ways.filter((way) => [tx, rx].includes(way.in) && [tx, rx].includes(way.out))
    const losses = own
      .filter(({ forwards }) => forwards !== 'all')
      .map((way) => lossOf(way, way.in === tx ? pair.txPackets : pair.rxPackets, threads))
    return losses.length === 0 ? [] : [{ name: `${tx}:${rx}`, losses }]
  })
}

/**
 * All threads are published and have left the barrier, and those of this interface called `sendto()` never:
 * no order of their steps explains that, because no peer is missing.
 */
function lossOf(
  way: Pick<Way, 'in' | 'sent' | 'forwards'>,
  packets: number | null,
  threads: readonly ThreadMoments[],
): Loss | null {
  const own = threads.filter(({ thread }) => thread.endsWith(`-${way.in}`))
  const isUp = threads.every(({ published, started }) => published !== null && started !== null)
  const isSilent = own.every(({ firstSend, firstError }) => (firstSend ?? firstError) === null)
  if (way.forwards !== 'none' || packets === null || own.length === 0 || !isUp || !isSilent)
    return null
  // A frame may come in before the engine sets its filter.
  return packets > way.sent / asymmetricBy ? 'dropped' : 'not-received'
}

/** How many capture threads the engine ran on an interface, by its events; null without any. */
export function threadsRun(cycles: readonly Pick<Cycle, 'threads'>[]): number | null {
  const numbers = cycles.flatMap(({ threads }) =>
    threads.flatMap(({ thread }) => Number(/^W#(\d+)-/.exec(thread)?.[1] ?? 0)),
  )
  return numbers.length === 0 ? null : Math.max(...numbers)
}
