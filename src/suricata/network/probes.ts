import { PeerupError } from '../../core/error.js'
import type { State, Value } from '../../core/value.js'
import type { GateDriver } from '../../replay/gates/gate-driver.js'
import type { Afterwards, Forwarding } from '../../replay/program/testbed.js'
import type { Probe } from './injector.js'
import type { Network } from './network.js'
import { setLink } from './set-link.js'
import { interfacePairs, threadPlace } from './topology.js'

/** Time limit for one frame, from the client's socket to the thread's ring. */
const frameMs = 5000

/**
 * Sends a frame to a parked thread, and takes snapshots of it until the frame is in its ring. `snapshot` is the
 * program's last one. Throws a PeerupError: `trace` if the link is down, `program` if no frame comes in time,
 * `gate` if a snapshot fails or lacks `extra`.
 */
export async function bringFrame(
  { injector, links, down }: Network,
  driver: GateDriver,
  thread: string,
  snapshot: State,
  signal: AbortSignal,
): Promise<void> {
  const { iface, index } = threadPlace(thread)
  if (down.has(iface)) {
    throw new PeerupError('trace', `expected ${iface} up for a frame to ${thread}, it is down`)
  }
  const members = Number(extra(snapshot, 'members', iface))
  if (hasTable(snapshot, 'slot')) {
    await injector.aim(links.clientOf(iface), Number(extra(snapshot, 'slot', thread)), members)
  } else {
    await injector.send(links.clientOf(iface), index, members)
  }
  const deadline = performance.now() + frameMs
  while (!signal.aborted) {
    const outcome = await driver.look(thread)
    if (outcome.kind !== 'parked') throw new PeerupError('gate', outcome.why)
    if (extra(outcome.snapshot, 'frame', thread) === true) return
    if (performance.now() > deadline) {
      throw new PeerupError(
        'program',
        `expected a frame in the ring of ${thread}, none came in ${frameMs} ms`,
      )
    }
  }
}

/** An unmodified program ignores the thread that a frame names; it reports each thread's slot in its group instead. */
const hasTable = ({ extra }: State, table: string): boolean =>
  typeof extra === 'object' && Object.hasOwn(extra, table)

/** A value that the program reports to the testbed, beside the model's variables. */
function extra(snapshot: State, table: string, key: string): Value {
  const tables = snapshot.extra as { [table: string]: { [key: string]: Value } } | undefined
  const value = tables?.[table]?.[key]
  if (value !== undefined) return value
  throw new PeerupError('gate', `expected extra.${table}.${key} in a snapshot, got none`)
}

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
