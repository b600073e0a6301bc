import type { Mapping } from '../../core/mapping.js'
import type { State } from '../../core/value.js'
import { within } from '../../process/within.js'
import type { Driver } from '../../replay/driver.js'
import { threadPlace } from '../network/topology.js'

/** Time for a thread to come from one call to the next. */
const stepMs = 2000

/**
 * Takes down the link of a thread that waits for frames, and lets the thread run to its read of the error and
 * through it. All other threads stand at gates, so the error is still pending and the thread does not sleep.
 * The snapshots of `driver` then show how it reads. Without such a thread nothing happens.
 */
export async function provokeRead(
  driver: Driver,
  snapshot: State,
  mapping: Mapping,
): Promise<void> {
  const { link = {}, pollerr = {} } = snapshot as { link?: object; pollerr?: object }
  const isReady = (thread: string) =>
    driver.at()[thread] === 'Receive' &&
    valueIn(pollerr, thread) === false &&
    valueIn(link, threadPlace(thread).iface) === 'up'
  const thread = Object.keys(driver.at()).find(isReady)
  const down = Object.entries(mapping.actions).find(([, { sets }]) => sets === 'down')?.[0]
  if (thread === undefined || down === undefined) return
  const signal = AbortSignal.timeout(stepMs)
  const downed = await driver.perform(down, threadPlace(thread).iface, signal)
  if (downed.kind !== 'parked' || !hasError(downed.snapshot, thread)) return
  const asked = await within(driver.release(thread, signal), stepMs)
  if (asked?.kind !== 'parked' || driver.at()[thread] !== 'AskForError') return
  if (hasError(asked.snapshot, thread)) await within(driver.release(thread, signal), stepMs)
}

const hasError = ({ pollerr = {} }: State, thread: string): boolean =>
  valueIn(pollerr as object, thread) === true

const valueIn = (table: object, key: string): unknown => (table as Record<string, unknown>)[key]
