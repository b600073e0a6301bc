import { controlOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Step, Trace } from '../../core/trace.js'
import { closingStep, stutters } from '../../core/trace-loop.js'
import type { State } from '../../core/value.js'
import type { Loop } from './context.js'

/** Step `index` of a replay, from 1, which leads to state `to`. */
export type PlannedStep = Step & {
  index: number
  to: number
  state: State
  /** The gate where its thread must arrive; null for a step of the driver. */
  next: string | null
}

export const loopOf = ({ states, loop }: Trace): Loop | null =>
  loop === null ? null : { entry: loop, last: states.length - 1 }

/**
 * The steps of a trace and, if it loops, the step that closes the loop. If it stutters, a release of
 * each thread follows, from which the thread must return to its gate.
 */
export function plannedSteps(trace: Trace, mapping: Mapping): PlannedStep[] {
  const plan = (step: Step, to: number, index: number): PlannedStep => {
    const state = stateAt(trace, to)
    return { ...step, index, to, state, next: nextOf(step, state, to, mapping) }
  }
  const taken = trace.states.slice(1).map(({ step }, before) => {
    const index = before + 1
    if (step !== null) return plan(step, index, index)
    throw new PeerupError('trace', 'expected a step', { where: { state: index } })
  })
  const last = trace.states.length - 1
  const closing = closingStep(trace, mapping)
  const closed = closing === null ? [] : [plan(closing, trace.loop ?? last, last + 1)]
  const waiting = stutters(trace) ? waitingSteps(stateAt(trace, last), last, mapping) : []
  return [
    ...taken,
    ...closed,
    ...waiting.map((step, before) => plan(step, last, last + 1 + before)),
  ]
}

/** Each thread evaluates its condition again. If one could go on, the behaviour would not end here. */
function waitingSteps(state: State, index: number, mapping: Mapping): Step[] {
  return [...controlOf(state, mapping)].map(([performer, action]) => {
    const { waits, stimulus } = mapping.actions[action] ?? {}
    // The driver can bring about a stimulus at any time, so waiting for one is no end.
    if (waits === true && stimulus === undefined) return { performer, action }
    throw new PeerupError(
      'trace',
      `expected ${performer} at a gate that waits, as the trace stutters, got ${action}`,
      { where: { state: index } },
    )
  })
}

function nextOf(
  { performer, action }: Step,
  state: State,
  index: number,
  mapping: Mapping,
): string | null {
  if (mapping.actions[action]?.performer === 'driver') return null
  const next = controlOf(state, mapping).get(performer)
  if (next !== undefined) return next
  throw new PeerupError('trace', `expected a thread, got ${performer}`, { where: { state: index } })
}

function stateAt({ states }: Trace, index: number): State {
  const found = states[index]?.state
  if (found !== undefined) return found
  throw new PeerupError('trace', `expected one of ${states.length} states, got ${index}`)
}
