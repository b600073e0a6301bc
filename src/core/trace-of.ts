import { canonical } from './canonical-value.js'
import { PeerupError } from './error.js'
import type { Mapping } from './mapping.js'
import { stepBetween } from './step-between.js'
import type { Trace, TraceMeta } from './trace.js'
import { closingStep } from './trace-loop.js'
import type { State } from './value.js'

/** A behaviour as TLC prints it. */
export type Behaviour = {
  /** `action` led to the state; null for the initial state, and if TLC names none. */
  states: { action: string | null; state: State }[]
  /** The index of the state that follows the last one, for ever; null without a loop. */
  loop: number | null
  /** Whether the behaviour stays in its last state for ever. */
  stuttering: boolean
}

/**
 * The trace of a behaviour. The states give each step's performer and action; TLC's action must
 * agree. Throws a PeerupError `trace` with the index of the state after the wrong step.
 */
export function traceOf(behaviour: Behaviour, meta: TraceMeta, mapping: Mapping): Trace {
  const last = behaviour.states.length - 1
  if (last < 0) throw new PeerupError('trace', 'expected one state or more, got none')
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
