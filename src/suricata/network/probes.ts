import { PeerupError } from '../../core/error.js'
import type { State, Value } from '../../core/value.js'
import type { GateDriver } from '../../replay/gates/gate-driver.js'
import type { Afterwards } from '../../replay/program/testbed.js'
import type { Probe } from './injector.js'
import type { Network } from './network.js'
import { setLink } from './set-link.js'
import { interfacePairs, threadPlace } from './topology.js'

/** How long one frame may take from the client's socket to the thread's ring. */
const frameMs = 5000

/**
 * Sends a frame to a thread and waits until it stands in the thread's ring. The thread is parked: it
 * is asked to look until the kernel has delivered.
 */
export async function bringFrame(
  { injector, links, down }: Network,
  world: GateDriver,
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
    const met = await world.look(thread)
    if (met.kind !== 'parked') throw new PeerupError('gate', met.why)
    if (extra(met.snapshot, 'frame', thread) === true) return
    if (performance.now() > deadline) {
      throw new PeerupError(
        'program',
        `expected a frame in the ring of ${thread}, none came in ${frameMs} ms`,
      )
    }
  }
}

/** A program that is not ours does not look into frames to share them out: it says who is where in its group. */
const hasTable = ({ extra }: State, table: string): boolean =>
  typeof extra === 'object' && Object.hasOwn(extra, table)

/** What a program tells the testbed beside the model's variables. */
function extra(snapshot: State, table: string, key: string): Value {
  const tables = snapshot.extra as { [table: string]: { [key: string]: Value } } | undefined
  const found = tables?.[table]?.[key]
  if (found !== undefined) return found
  throw new PeerupError('gate', `expected extra.${table}.${key} in a snapshot, got none`)
}

/**
 * Probes every pair, both ways, once all gates are open and all links are up: that no frame passes a
 * link which is down says nothing of the program.
 */
export async function probePairs(
  network: Network,
  limits: { count: number; deadlineMs: number; aimed?: boolean },
): Promise<Afterwards> {
  const { injector, links, topology } = network
  for (const iface of [...network.down]) await setLink(network, iface, 'up')
  const told: string[] = []
  for (const [tx, rx] of interfacePairs(topology)) {
    for (const [from, to] of [
      [tx, rx],
      [rx, tx],
    ] as const) {
      const probe = await injector.probe(links.clientOf(from), links.clientOf(to), {
        threads: topology.threads,
        ...limits,
      })
      told.push(`${from} to ${to}: ${probeText(probe)}`)
      // One direction of one pair is enough: the others would cost the same time again.
      if (probe.targets.some((received) => received === 0)) {
        return { afterwards: 'wedged', why: told.join('; ') }
      }
    }
  }
  return { afterwards: 'forwards', why: told.join('; ') }
}

/** Probing stops when each thread has forwarded a frame: what was sent until then is no loss. */
function probeText({ sent, firstMs, targets }: Probe): string {
  const silent = targets.filter((received) => received === 0).length
  if (firstMs === null) return `none of ${sent} frames came out`
  const first = `first frame out after ${firstMs.toFixed(1)} ms`
  return silent === 0 ? first : `${first}, but none through ${silent} of ${targets.length} threads`
}
