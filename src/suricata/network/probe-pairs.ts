import type { Afterwards, Forwarding } from '../../replay/program/testbed.js'
import type { Probe } from './injector.js'
import type { Network } from './network.js'
import { setLink } from './set-link.js'
import { interfacePairs } from './topology.js'

/**
 * The limits of probing one direction of a pair. Only a wedged direction takes the whole time. If the model
 * promises that every thread comes to forward, a thread has time for a hundred rounds of its poll; if it
 * does not, for a few attempts to reopen its socket.
 */
export const probeLimits: Record<Forwarding, { count: number; deadlineMs: number }> = {
  expected: { count: 1000, deadlineMs: 10_000 },
  open: { count: 200, deadlineMs: 2000 },
}

/**
 * Probes every pair, both ways, until one direction is `wedged`: a thread of it forwards nothing. First sets all
 * links up, because no program can forward through a link that is down. All gates must be open.
 */
export async function probePairs(
  network: Network,
  limits: { count: number; deadlineMs: number; aimed?: boolean },
): Promise<Afterwards> {
  const { injector, links, topology } = network
  for (const iface of [...network.down]) await setLink(network, iface, 'up')
  const descriptions: string[] = []
  for (const [tx, rx] of interfacePairs(topology)) {
    for (const [from, to] of [
      [tx, rx],
      [rx, tx],
    ] as const) {
      const probe = await injector.probe(links.clientOf(from), links.clientOf(to), {
        threads: topology.threads,
        ...limits,
      })
      descriptions.push(`${from} to ${to}: ${probeText(probe)}`)
      // One wedged direction is enough: each further one would take the whole time limit again.
      if (probe.targets.some((received) => received === 0)) {
        return { afterwards: 'wedged', why: descriptions.join('; ') }
      }
    }
  }
  return { afterwards: 'forwards', why: descriptions.join('; ') }
}

/** Does not count losses: a probe ends when each thread has forwarded a frame, while others are on their way. */
function probeText({ sent, firstMs, targets }: Probe): string {
  const silent = targets.filter((received) => received === 0).length
  if (firstMs === null) return `none of ${sent} frames came out`
  const first = `first frame out after ${firstMs.toFixed(1)} ms`
  return silent === 0 ? first : `${first}, but none through ${silent} of ${targets.length} threads`
}
