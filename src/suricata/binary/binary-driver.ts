import { within } from '../../process/within.js'
import type { GateDriver } from '../../replay/gates/gate-driver.js'

/** The same world, which notes when all threads stood at their first gates. */
export function withStartTime(world: GateDriver) {
  let at: number | null = null
  return {
    startedAt: () => at,
    world: {
      ...world,
      assemble: async (...args: Parameters<GateDriver['assemble']>) => {
        const met = await world.assemble(...args)
        if (met.kind === 'parked') at = performance.now()
        return met
      },
    },
  }
}

/** How long a thread may be under way before somebody looks what keeps it. */
const lookMs = 200

/**
 * The same world, in which a release fails as soon as the released thread is seen to wait for the lock of
 * a peer's entry that another capture thread holds: who holds it stands at a gate, so it waits for ever.
 */
export function withLockWatch(world: GateDriver) {
  let locked = false
  const release: GateDriver['release'] = async (performer, signal) => {
    const released = world.release(performer, signal)
    for (;;) {
      const met = await within(released, lookMs)
      if (met !== null) return met
      if (signal.aborted) return released
      if (!(await waitsForLock(world, performer))) continue
      // Nobody hears any more how it goes on.
      released.catch(() => {})
      locked = true
      return { kind: 'failed', why: `${performer} waits for a lock that a thread at a gate holds` }
    }
  }
  return { locked: () => locked, world: { ...world, release } }
}

/** As another thread sees it, that stands at a gate. */
async function waitsForLock(world: GateDriver, performer: string): Promise<boolean> {
  const at = world.at()
  const other = Object.keys(at).find((thread) => thread !== performer && at[thread] !== null)
  const met = other === undefined ? null : await world.look(other)
  if (met?.kind !== 'parked') return false
  const { extra } = met.snapshot as { extra?: { waits?: Record<string, boolean> } }
  return extra?.waits?.[performer] === true
}
