import { controlOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import { type CallRun, runsOf, whyUndrivable } from './call-order.js'
import { visibleState } from './visible-state.js'

/** A trace as it is driven in an unmodified program, with one step for each call run. */
export type TraceAtCalls = {
  /** Has the visible and the observed part of the states between runs. */
  trace: Trace
  mapping: Mapping
  /** The mapping of the model's trace. */
  modelMapping: Mapping
  /** Step `n` of the trace is run `n - 1`. */
  runs: CallRun[]
}

/** Throws a PeerupError `trace` for a trace that cannot be driven at calls; `drivableOrder` finds one that can. */
export function traceAtCalls(trace: Trace, mapping: Mapping): TraceAtCalls {
  const runs = runsOf(trace, mapping)
  if (runs === null) throw new PeerupError('trace', whyUndrivable(trace))
  const stateAt = (index: number) => {
    const state = trace.states[index]?.state ?? {}
    const kept = [mapping.control, ...Object.keys(mapping.observed)]
    return {
      ...visibleState(state, mapping),
      ...Object.fromEntries(kept.map((name) => [name, state[name] ?? {}])),
    }
  }
  // The run that closes a loop leads to an earlier state and adds none.
  const forwards = runs.filter(({ from, to }) => to > from)
  const states = forwards.map(({ performer, steps, to }) => ({
    step: { performer, action: steps[0]?.action ?? '' },
    state: stateAt(to),
  }))
  const { loop } = trace
  return {
    trace: {
      ...trace,
      states: [{ step: null, state: stateAt(0) }, ...states],
      loop: loop === null ? null : forwards.filter(({ to }) => to <= loop).length,
    },
    mapping: { ...mapping, bounds: [], actions: actionsOf(trace, runs, mapping) },
    modelMapping: mapping,
    runs,
  }
}

/** The actions with stimuli for whole runs: a stimulus is due if the run leads to one of its `next`. */
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
