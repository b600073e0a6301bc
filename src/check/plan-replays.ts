import type { ModelRow, ReplayRow } from '../report/results.js'
import { nameOf, type Trace } from '../trace/trace.js'

export type PlannedReplay = { trace: Trace; variant: string; expected: ReplayRow['expected'] }

/**
 * Which variant each counterexample is replayed in. Its own must reproduce it. Another one for which
 * TLC found that the property holds must refuse it: the last state violates the property, so the
 * trace is no behaviour of that variant. Where the property is violated in both, or was not asked,
 * nothing follows, and nothing is replayed.
 */
export function planReplays(traces: readonly Trace[], rows: readonly ModelRow[]): PlannedReplay[] {
  return traces.flatMap((trace) => [
    { trace, variant: trace.variant, expected: 'reproduced' as const },
    ...rows
      .filter((row) => row.variant !== trace.variant && row.verdict === 'holds')
      .filter((row) => row.property === trace.property)
      .filter((row) => row.scenario === trace.scenario && row.topology === trace.topology)
      .map((row) => ({ trace, variant: row.variant, expected: 'refused' as const })),
  ])
}

/** The row of a replay that did not take place. */
export function notRun({ trace, variant, expected }: PlannedReplay, why: string): ReplayRow {
  return {
    trace: nameOf(trace),
    variant,
    expected,
    verdict: 'not-run',
    why,
    step: null,
    action: null,
    performer: null,
    errno: null,
    afterwards: 'unknown',
    seconds: 0,
  }
}
