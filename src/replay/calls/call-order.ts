import { controlOf } from '../../core/control.js'
import type { Mapping } from '../../core/mapping.js'
import { type Step, type Trace, traceName } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'
import type { State } from '../../core/value.js'

/**
 * The steps of a trace that one release takes in an unmodified program: its thread runs from the call at
 * which it stands to its next call. `from` and `to` are indices of states.
 */
export type CallRun = { performer: string; steps: Step[]; from: number; to: number }

/** Names of the actions that begin between two calls, where no thread can be stopped. */
export function inferredActions({ actions }: Mapping): string[] {
  return Object.entries(actions)
    .filter(([, { performer, call }]) => performer === 'gate' && call === undefined)
    .map(([name]) => name)
}

/**
 * The call runs of a trace, in order. Null if the trace cannot be driven at calls as it stands: another
 * performer takes a step while a thread is between two calls.
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

/** All steps, with the one that closes a loop. */
function stepsOf(trace: Trace, mapping: Mapping): { step: Step; from: number; to: number }[] {
  const steps = trace.states.flatMap(({ step }, to) =>
    step === null ? [] : [{ step, from: to - 1, to }],
  )
  const closing = closingStep(trace, mapping)
  if (closing === null || trace.loop === null) return steps
  return [...steps, { step: closing, from: trace.states.length - 1, to: trace.loop }]
}

/** Whether every thread is at a call. */
export function isSettled(state: State, mapping: Mapping): boolean {
  const inferred = new Set(inferredActions(mapping))
  return [...controlOf(state, mapping).values()].every((action) => !inferred.has(action))
}

/** How many calls each performer makes in a trace; a step of the environment counts as one. */
export function callsOf(trace: Trace, mapping: Mapping): Map<string, number> {
  const inferred = new Set(inferredActions(mapping))
  const calls = new Map<string, number>()
  for (const { step } of trace.states) {
    if (step === null || inferred.has(step.action)) continue
    calls.set(step.performer, (calls.get(step.performer) ?? 0) + 1)
  }
  return calls
}

/** Why a trace cannot be driven at the calls of an unmodified program, in words. */
export const whyUndrivable = (trace: Trace): string =>
  trace.loop === null
    ? `${traceName(trace)} needs one thread stopped between two of its calls while another thread goes on, and an unmodified program stops only at calls; TLC finds no other order of these calls that violates ${trace.property}`
    : `${traceName(trace)} goes on for ever between calls or without a visible change, and a replay in an unmodified program sees nothing of that`
