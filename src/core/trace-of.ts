import { PeerupError } from './error.js'
import type { Mapping } from './mapping.js'
import { stepBetween } from './step-between.js'
import type { Trace, TraceMeta } from './trace.js'
import { closingStep } from './trace-loop.js'
import { canonical, type State } from './value.js'

/** A behaviour as TLC's output gives it. */
export type Behaviour = {
  /** `action` is the one that led here; null for the initial state, and where TLC names none. */
  states: { action: string | null; state: State }[]
  /** The index of the state that the last state goes back to, for ever; null if it does not. */
  loop: number | null
  /** Whether it stays in its last state for ever. */
  stuttering: boolean
}

/**
 * The trace of a behaviour: who took each step is read off the states, and must be what TLC says.
 * Throws a PeerupError `trace` with the index of the state that a step leads to.
 */
export function traceOf(behaviour: Behaviour, meta: TraceMeta, mapping: Mapping): Trace {
  const last = behaviour.states.length - 1
  if (last < 0) throw new PeerupError('trace', 'expected an initial state, got a behaviour of none')
  const states = behaviour.states.map(({ action, state }, index) => {
    const before = behaviour.states[index - 1]?.state
    const step =
      before === undefined ? null : stepBetween([before, state], action, mapping, { state: index })
    return { step, state: canonicalState(state) }
  })
  // Stuttering is a loop from the last state to itself.
  const loop = behaviour.loop ?? (behaviour.stuttering ? last : null)
  closingStep({ states, loop }, mapping)
  return { ...meta, states, loop }
}

const canonicalState = (state: State): State =>
  Object.fromEntries(Object.entries(state).map(([variable, value]) => [variable, canonical(value)]))
