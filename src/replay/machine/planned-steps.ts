import { controlOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Step, Trace } from '../../core/trace.js'
import { closingStep, stutters } from '../../core/trace-loop.js'
import type { State } from '../../core/value.js'
import type { Loop } from './context.js'

/** A step of a replay: the `index`-th, counted from 1, which leads to the state number `to`. */
export type Planned = Step & {
  index: number
  to: number
  state: State
  /** Where its thread must come next; null for a step of the driver. */
  next: string | null
}

export const loopOf = ({ states, loop }: Trace): Loop | null =>
  loop === null ? null : { entry: loop, last: states.length - 1 }

/**
 * The steps of a trace and, of one that goes on for ever, the step that closes the loop; where nobody
 * takes a step any more, every thread is released, and must come back.
 */
export function plannedSteps(trace: Trace, mapping: Mapping): Planned[] {
  const plan = (step: Step, to: number, index: number): Planned => {
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
  const more = closing === null ? [] : [plan(closing, trace.loop ?? last, last + 1)]
  const waiting = stutters(trace) ? waitingSteps(stateAt(trace, last), last, mapping) : []
  return [...taken, ...more, ...waiting.map((step, before) => plan(step, last, last + 1 + before))]
}

/** Every thread evaluates its condition again; one that could go on would be no end. */
function waitingSteps(state: State, index: number, mapping: Mapping): Step[] {
  return [...controlOf(state, mapping)].map(([performer, action]) => {
    const { waits, stimulus } = mapping.actions[action] ?? {}
    // What the driver could bring about at any time is no end.
    if (waits === true && stimulus === undefined) return { performer, action }
    throw new PeerupError(
      'trace',
      `expected ${performer} at a gate that waits, for nothing happens any more, got ${action}`,
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
