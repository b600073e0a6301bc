import { sameValue } from '../../core/canonical-value.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import type { CallRun } from './call-order.js'

/** How a step was observed: at its gate, in the snapshots around it, or without an order. */
export type Observed = 'anchored' | 'inferred' | 'unordered'

/** What a snapshot from outside can hold of a state: all but the control, and what nobody sees. */
export function visibleState(state: State, { control, unseen, bounds }: Mapping): State {
  const hidden = new Set([control, ...unseen, ...bounds])
  return Object.fromEntries(Object.entries(state).filter(([name]) => !hidden.has(name)))
}

/**
 * How each step of a run is seen. The first is anchored: its thread was stopped at the call and
 * released. Of the others, one that alone changes what the snapshots show is inferred from them; if
 * several do, the snapshots do not show in which order, and of one that changes nothing, not when.
 */
export function howStepsAreSeen(run: CallRun, trace: Trace, mapping: Mapping): Observed[] {
  const changes = run.steps.map((_, before) => {
    const [was, is] = [run.from + before, run.from + before + 1].map((index) =>
      visibleState(trace.states[index]?.state ?? {}, mapping),
    )
    return was !== undefined && is !== undefined && !sameValue(was, is)
  })
  const many = changes.slice(1).filter(Boolean).length > 1
  return run.steps.map((_, index) => {
    if (index === 0) return 'anchored'
    return changes[index] && !many && !changes[0] ? 'inferred' : 'unordered'
  })
}
