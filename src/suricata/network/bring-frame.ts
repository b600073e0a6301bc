import { PeerupError } from '../../core/error.js'
import type { State, Value } from '../../core/value.js'
import type { GateDriver } from '../../replay/gates/gate-driver.js'
import type { Network } from './network.js'
import { threadPlace } from './topology.js'

/** Time limit for one frame, from the client's socket to the thread's ring. */
const frameMs = 5000

/** The message of a frame that did not come in time. */
export const missedFrame = /expected a frame in the ring of \S+, none came in/

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
export const hasTable = ({ extra }: State, table: string): boolean =>
  typeof extra === 'object' && Object.hasOwn(extra, table)

/** A value that the program reports to the testbed, beside the model's variables. */
export function extra(snapshot: State, table: string, key: string): Value {
  const tables = snapshot.extra as { [table: string]: { [key: string]: Value } } | undefined
  const value = tables?.[table]?.[key]
  if (value !== undefined) return value
  throw new PeerupError('gate', `expected extra.${table}.${key} in a snapshot, got none`)
}
