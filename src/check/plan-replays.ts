import { type Trace, traceName } from '../core/trace.js'
import type { ModelRow, ReplayRow } from '../report/results.js'
import type { Prediction, Predictions } from '../tlc/follow/predict.js'

export type PlannedReplay = {
  trace: Trace
  variant: string
  expected: ReplayRow['expected']
  /** See `ReplayRow`. */
  predicted?: number | null
}

/** The replay of a trace in its own variant, which must reproduce it. */
export const inOwnVariant = (trace: Trace): PlannedReplay => ({
  trace,
  variant: trace.variant,
  expected: 'reproduced',
})

/** The replays of each counterexample in all variants. */
export const planReplays = (
  traces: readonly Trace[],
  rows: readonly ModelRow[],
  predictions: Predictions,
): PlannedReplay[] =>
  traces.flatMap((trace) => [inOwnVariant(trace), ...inOtherVariants(trace, rows, predictions)])

/**
 * The replays of a counterexample in the other variants that `rows` has. A variant with all its steps
 * must reproduce it. A variant that lacks one must refuse it at the step that the model predicts.
 */
export function inOtherVariants(
  trace: Trace,
  rows: readonly ModelRow[],
  predictions: Predictions,
): PlannedReplay[] {
  const variants = new Set(rows.map(({ variant }) => variant))
  const prediction = predictions.get(traceName(trace))
  const others = prediction === undefined ? unpredicted(trace, rows) : predicted(trace, prediction)
  return others.filter(({ variant }) => variants.has(variant))
}

function predicted(trace: Trace, prediction: Prediction): PlannedReplay[] {
  return [...prediction]
    .filter(([variant]) => variant !== trace.variant)
    .map(([variant, step]) => ({
      trace,
      variant,
      expected: step === null ? ('reproduced' as const) : ('refused' as const),
      predicted: step,
    }))
}

/**
 * Without predictions, another variant must refuse the trace if TLC found that the property holds there,
 * because the trace ends in a violation. The other verdicts decide nothing.
 */
function unpredicted(trace: Trace, rows: readonly ModelRow[]): PlannedReplay[] {
  return rows
    .filter((row) => row.variant !== trace.variant && row.verdict === 'holds')
    .filter((row) => row.property === trace.property)
    .filter((row) => row.scenario === trace.scenario && row.topology === trace.topology)
    .map((row) => ({ trace, variant: row.variant, expected: 'refused' as const }))
}

/** The row of a replay that did not run. */
export function notRunRow(
  { trace, variant, expected, predicted }: PlannedReplay,
  why: string,
): ReplayRow {
  return {
    trace: traceName(trace),
    variant,
    expected,
    ...(predicted === undefined ? {} : { predicted }),
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
