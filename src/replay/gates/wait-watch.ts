import { within } from '../../process/within.js'
import type { GateDriver } from './gate-driver.js'

/** The waits that a snapshot's `extra.waits` names, in words. A thread that a thread at a gate makes wait, waits for ever. */
const waits = {
  lock: 'waits for a lock that a thread at a gate holds',
  recv: 'sleeps in its read of the error',
} as const

type Wait = keyof typeof waits

/** How often to look whether a released thread waits. */
const lookMs = 200

/**
 * The same driver, which looks at a released thread that comes to no gate, by the snapshot of a thread that stands
 * at one. `locked` returns whether a thread was found to wait for a lock.
 *
 * - A thread that waits for the lock of a peer's entry fails its release: the lock's holder stands at a gate.
 * - A thread that sleeps in the read of its error counts as one that stays: it is reported at its gate with `asleep`.
 *   It is not released again; a later release of it waits for its arrival.
 *
 * `watches` excludes the gates from which no thread comes to wait in a call.
 */
export function withWaitWatch(
  driver: GateDriver,
  watches: (gate: string) => boolean = () => true,
): { locked: () => boolean; driver: GateDriver } {
  let locked = false
  const asleep = new Map<string, ReturnType<GateDriver['release']>>()
  const release: GateDriver['release'] = async (performer, signal) => {
    const gate = driver.standing(performer)
    const sleeping = asleep.get(performer)
    asleep.delete(performer)
    const released = sleeping ?? driver.release(performer, signal)
    if (!watches(gate)) return released
    const start = performance.now()
    for (let waitMs = sleeping === undefined ? lookMs : 0; ; waitMs = lookMs) {
      const outcome = await within(released, waitMs)
      if (outcome !== null) return outcome
      if (signal.aborted) return released
      const found = await waitOf(driver, performer, [...asleep.keys()])
      if (found === null) continue
      // No caller awaits the release any more.
      released.catch(() => {})
      if (found.wait === 'lock') {
        locked = true
        return { kind: 'failed', why: `${performer} ${waits.lock}` }
      }
      asleep.set(performer, released)
      const ranMs = performance.now() - start
      return { ...found.parked, ranMs, asleep: `${performer} ${waits.recv}` }
    }
  }
  return { locked: () => locked, driver: { ...driver, release } }
}

/** What a released thread waits in, by the snapshot of another one at a gate; null if it waits in nothing. */
async function waitOf(driver: GateDriver, performer: string, asleep: readonly string[]) {
  const at = driver.at()
  const away = [performer, ...asleep]
  const other = Object.keys(at).find((thread) => !away.includes(thread) && at[thread] !== null)
  const parked = other === undefined ? null : await driver.look(other)
  if (parked?.kind !== 'parked') return null
  const { extra } = parked.snapshot as { extra?: { waits?: Record<string, unknown> } }
  const wait = extra?.waits?.[performer]
  return isWait(wait) ? { wait, parked } : null
}

const isWait = (wait: unknown): wait is Wait =>
  typeof wait === 'string' && Object.hasOwn(waits, wait)
