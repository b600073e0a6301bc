import { sameValue } from '../../core/canonical-value.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import type { CallRun } from './call-order.js'

/** How a replay observes a step: at its call, in the snapshots around it, or without an order. */
export type Observation = 'anchored' | 'inferred' | 'unordered'

/**
 * The variables that a snapshot of an unmodified program holds: no control, no bounds, nothing `unseen` or
 * `observed`.
 */
export function visibleState(state: State, mapping: Mapping): State {
  const { control, unseen, bounds, observed } = mapping
  const hidden = new Set([control, ...unseen, ...bounds, ...Object.keys(observed)])
  return Object.fromEntries(Object.entries(state).filter(([name]) => !hidden.has(name)))
}

/**
 * The observation of each step of a run. The first is anchored: its thread was stopped at the call and
 * released. Another step is inferred if it alone changes the visible state. If several do, the snapshots
 * do not show their order; for a step without a visible change they do not show when it happened.
 */
export function observationsOf(run: CallRun, trace: Trace, mapping: Mapping): Observation[] {
  const changes = run.steps.map((_, index) => {
    const [before, after] = [run.from + index, run.from + index + 1].map((at) =>
      visibleState(trace.states[at]?.state ?? {}, mapping),
    )
    return before !== undefined && after !== undefined && !sameValue(before, after)
  })
  const isOnlyChange = changes.filter(Boolean).length === 1
  return run.steps.map((_, index) => {
    if (index === 0) return 'anchored'
    return changes[index] && isOnlyChange ? 'inferred' : 'unordered'
  })
}
