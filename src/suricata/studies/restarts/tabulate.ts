import { wedgedPairs } from './classify.js'
import type { Cycle, ReproduceTable } from './result.js'

/** The report's table for these cycles. */
export function tabulate(cycles: readonly Cycle[]): ReproduceTable {
  const started = cycles.filter((cycle) => cycle.started !== null)
  // The log may be off or filtered, so failed sends that are reported as events count too.
  const hit = ({ enotsock, enotsockSends }: Cycle) => enotsock > 0 || (enotsockSends ?? 0) > 0
  const wedged = new Set(cycles.flatMap(wedgedPairs))
  return {
    cycles: cycles.length,
    started: started.length,
    withEnotsock: cycles.filter(hit).length,
    percentOfStarted:
      started.length === 0
        ? null
        : Math.round((1000 * started.filter(hit).length) / started.length) / 10,
    enotsockLines: cycles.reduce((sum, { enotsock }) => sum + enotsock, 0),
    wedgedPairs: wedged.size,
  }
}

/** The report's numbers for 8.0.3 with six pairs, two threads an interface and rings delayed by 500000 us. */
export const reported = {
  cycles: 10,
  started: 8,
  withEnotsock: 7,
  percentOfStarted: 87.5,
  enotsockLines: 28,
} as const
