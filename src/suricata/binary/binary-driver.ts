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
