import { controlOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import { type CallRun, runsOf, whyUndrivable } from './call-order.js'
import { visibleState } from './visible-state.js'

/** A trace as it is driven from outside: one step for each run from call to call. */
export type TraceAtCalls = {
  /** Its states are those between runs, with what can be seen of them. */
  trace: Trace
  mapping: Mapping
  /** The mapping of the trace that it was made of. */
  ofModel: Mapping
  /** Step `n` of the trace is run `n - 1`. */
  runs: CallRun[]
}

/** Throws a PeerupError `trace` for one that `drivable` has not made so. */
export function traceAtCalls(trace: Trace, mapping: Mapping): TraceAtCalls {
  const runs = runsOf(trace, mapping)
  if (runs === null) throw new PeerupError('trace', whyUndrivable(trace))
  const stateAt = (index: number) => {
    const state = trace.states[index]?.state ?? {}
    return { ...visibleState(state, mapping), [mapping.control]: state[mapping.control] ?? {} }
  }
  // The run that closes a loop leads to a state that is there already.
  const forwards = runs.filter(({ from, to }) => to > from)
  const states = forwards.map(({ performer, steps, to }) => ({
    step: { performer, action: steps[0]?.action ?? '' },
    state: stateAt(to),
  }))
  return {
    trace: {
      ...trace,
      states: [{ step: null, state: stateAt(0) }, ...states],
      loop:
        trace.loop === null
          ? null
          : runs.filter(({ to, from }) => to > from && to <= (trace.loop ?? 0)).length,
    },
    mapping: { ...mapping, bounds: [], actions: actionsOf(trace, runs, mapping) },
    ofModel: mapping,
    runs,
  }
}

/** What brings about a step does so for the whole run, wherever that ends. */
function actionsOf(trace: Trace, runs: readonly CallRun[], mapping: Mapping): Mapping['actions'] {
  return Object.fromEntries(
    Object.entries(mapping.actions).map(([name, action]) => {
      const { stimulus } = action
      if (stimulus === undefined) return [name, action]
      const next = runs
        .filter(({ from, performer, steps }) => {
          const after = controlOf(stateAfter(from, trace), mapping).get(performer)
          return steps[0]?.action === name && stimulus.next.includes(after ?? '')
        })
        .map(({ to, performer }) =>
          controlOf(trace.states[to]?.state ?? {}, mapping).get(performer),
        )
      return [name, { ...action, stimulus: { ...stimulus, next: [...new Set(next)] as string[] } }]
    }),
  )
}

function stateAfter(index: number, { states, loop }: Trace): State {
  return states[index + 1]?.state ?? states[loop ?? -1]?.state ?? {}
}
