import { within } from '../../process/within.js'
import type { GateDriver } from '../../replay/gates/gate-driver.js'

/** The same driver, and when all threads stood at their first gates, by `performance.now()`; null before. */
export function withStartTime(driver: GateDriver) {
  let startedAt: number | null = null
  return {
    startedAt: () => startedAt,
    driver: {
      ...driver,
      assemble: async (...args: Parameters<GateDriver['assemble']>) => {
        const outcome = await driver.assemble(...args)
        if (outcome.kind === 'parked') startedAt = performance.now()
        return outcome
      },
    },
  }
}

/** How often to look whether a released thread waits for a lock. */
const lookMs = 200

/**
 * The same driver, whose release fails as soon as the released thread waits for the lock of a peer's entry
 * that another capture thread holds: that thread stands at a gate, so the wait is endless. `locked` returns
 * whether this happened.
 */
export function withLockWatch(driver: GateDriver) {
  let locked = false
  const release: GateDriver['release'] = async (performer, signal) => {
    const released = driver.release(performer, signal)
    for (;;) {
      const outcome = await within(released, lookMs)
      if (outcome !== null) return outcome
      if (signal.aborted) return released
      const why = await waitOf(driver, performer)
      if (why === null) continue
      // No caller awaits the release any more.
      released.catch(() => {})
      locked = true
      return { kind: 'failed', why: `${performer} ${why}` }
    }
  }
  return { locked: () => locked, driver: { ...driver, release } }
}

const waits: Record<string, string> = {
  lock: 'waits for a lock that a thread at a gate holds',
  recv: 'sleeps in its read of the error',
}

/** The endless wait of a released thread, by the snapshot of another one at a gate; null if there is none. */
async function waitOf(driver: GateDriver, performer: string): Promise<string | null> {
  const at = driver.at()
  const other = Object.keys(at).find((thread) => thread !== performer && at[thread] !== null)
  const outcome = other === undefined ? null : await driver.look(other)
  if (outcome?.kind !== 'parked') return null
  const { extra } = outcome.snapshot as { extra?: { waits?: Record<string, string | false> } }
  return waits[extra?.waits?.[performer] || ''] ?? null
}
