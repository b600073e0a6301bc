import { wedgedPairs } from './classify.js'
import type { Cycle, ReproduceTable } from './result.js'

/** The report's table, of our cycles. */
export function tabulate(cycles: readonly Cycle[]): ReproduceTable {
  const started = cycles.filter((cycle) => cycle.started !== null)
  // The log may be turned off or filtered: what was told by each send counts too.
  const hit = ({ enotsock, enotsockSends }: Cycle) => enotsock > 0 || (enotsockSends ?? 0) > 0
  const wedged = new Set(cycles.flatMap(({ ways, pairs }) => wedgedPairs(ways, pairs)))
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

/** What the report has, of 8.0.3 with six pairs, two threads an interface and a delay of 500000 us. */
export const reported = {
  cycles: 10,
  started: 8,
  withEnotsock: 7,
  percentOfStarted: 87.5,
  enotsockLines: 28,
} as const
