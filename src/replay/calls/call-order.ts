import { controlOf } from '../../core/control.js'
import type { Mapping } from '../../core/mapping.js'
import { type Step, type Trace, traceName } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'
import type { State } from '../../core/value.js'

/**
 * What one release of a thread does in a program that is not ours: it runs from the call at which it
 * was stopped to the next one, and takes these steps of the trace on the way.
 */
export type CallRun = { performer: string; steps: Step[]; from: number; to: number }

/** Names of the actions that begin between two calls: nobody can stop a thread before them. */
export function inferredActions({ actions }: Mapping): string[] {
  return Object.entries(actions)
    .filter(([, { performer, call }]) => performer === 'gate' && call === undefined)
    .map(([name]) => name)
}

/**
 * The runs of a trace, in order: `from` and `to` are indices of states. Null if it cannot be driven from
 * outside as it stands, for somebody steps while another thread is between two calls.
 */
export function runsOf(trace: Trace, mapping: Mapping): CallRun[] | null {
  const inferred = new Set(inferredActions(mapping))
  const runs: CallRun[] = []
  let open: CallRun | null = null
  for (const { step, from, to } of stepsOf(trace, mapping)) {
    if (open !== null && open.performer !== step.performer) return null
    if (open === null) {
      open = { performer: step.performer, steps: [], from, to }
      runs.push(open)
    }
    open.steps.push(step)
    open.to = to
    const next = controlOf(trace.states[to]?.state ?? {}, mapping).get(step.performer)
    if (next === undefined || !inferred.has(next)) open = null
  }
  return open === null ? runs : null
}

/** All steps, the one that closes a loop among them. */
function stepsOf(trace: Trace, mapping: Mapping): { step: Step; from: number; to: number }[] {
  const taken = trace.states.flatMap(({ step }, to) =>
    step === null ? [] : [{ step, from: to - 1, to }],
  )
  const closing = closingStep(trace, mapping)
  if (closing === null || trace.loop === null) return taken
  return [...taken, { step: closing, from: trace.states.length - 1, to: trace.loop }]
}

/** Whether every thread is at a call. */
export function isSettled(state: State, mapping: Mapping): boolean {
  const inferred = new Set(inferredActions(mapping))
  return [...controlOf(state, mapping).values()].every((action) => !inferred.has(action))
}

/** How often each performer is at a call in a trace. */
export function callsOf(trace: Trace, mapping: Mapping): Map<string, number> {
  const inferred = new Set(inferredActions(mapping))
  const calls = new Map<string, number>()
  for (const { step } of trace.states) {
    if (step === null || inferred.has(step.action)) continue
    calls.set(step.performer, (calls.get(step.performer) ?? 0) + 1)
  }
  return calls
}

/** Why a trace cannot be driven in a program that is not ours. */
export const whyUndrivable = (trace: Trace): string =>
  trace.loop === null
    ? `${traceName(trace)} needs one thread stopped between two of its calls while another goes on, which nobody can do from outside; TLC finds no other order of its calls that violates ${trace.property}`
    : `${traceName(trace)} goes on for ever between calls or without a change that shows: nobody can see that from outside`
