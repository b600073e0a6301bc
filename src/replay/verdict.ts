import { controlOf } from '../core/control.js'
import { brief } from '../core/explain-issue.js'
import type { Mapping } from '../core/mapping.js'
import type { State } from '../core/value.js'
import { compareStates, type Difference } from './compare/compare.js'
import { messageOf } from './machine/actors.js'
import type {
  Context,
  CurrentStep,
  MachineEvent,
  ProgramState,
  TakenStep,
} from './machine/context.js'

type Told = { context: Context; event: MachineEvent }

/** Compares what was seen with the model's state, and keeps what was learnt. */
export function comparison(
  { context, event }: Told,
  { index, state }: { index: number; state: State },
  mapping: Mapping,
): Partial<Context> {
  if (event.seen === undefined) throw new Error(`expected a snapshot, got ${event.type} without`)
  const { differences, pairs } = compareStates(state, event.seen.snapshot, mapping, context.pairs)
  const stray = strayOf(state, event.seen, mapping)
  const { step } = context
  return {
    pairs,
    differences,
    taken: step === null ? [] : [...context.taken, takenOf(step, roundOf(context), differences)],
    wanted: stray?.wanted ?? null,
    stood: stray?.stood ?? null,
    why: stray?.why ?? whyDiffers(differences, index),
  }
}

function takenOf(
  { index, performer, action }: CurrentStep,
  round: number | null,
  differences: Difference[],
): TakenStep {
  const inRound = round === null ? {} : { round }
  return { index, ...inRound, performer, action, seen: 'anchored', differences }
}

/** Which round of its loop a replay is in, from 1; null before it, or without one. */
export function roundOf({ step, loop, rounds }: Context): number | null {
  return step === null || loop === null || step.index <= loop.entry ? null : rounds + 1
}

/** A thread that does not stand where the model's control says; null if all do. */
function strayOf(state: State, { at }: ProgramState, mapping: Mapping) {
  for (const [thread, wanted] of controlOf(state, mapping)) {
    const stood = Object.hasOwn(at, thread) ? at[thread] : undefined
    if (stood !== wanted) {
      const why = `expected ${thread} at ${wanted}, it stands at ${stood ?? 'no gate'}`
      return { wanted, stood: stood ?? null, why }
    }
  }
  return null
}

function whyDiffers(differences: readonly Difference[], index: number): string | null {
  const [first] = differences
  if (first === undefined) return null
  const { path, model, native, because } = first
  const [expected, came] = [model, native].map((value) =>
    value === null ? 'nothing' : brief(value),
  )
  const reason = because === undefined ? '' : ` (${because})`
  const more = differences.length > 1 ? `; ${differences.length - 1} more` : ''
  return `in state ${index}, ${path}: expected ${expected}, got ${came}${reason}${more}`
}

/** An event that the step does not wait for is a gate at which its thread should not stand. */
export function refusal({ context: { step }, event }: Told): Partial<Context> {
  const stood = event.type
  if (step === null) return { stood, why: `expected all threads parked, got ${stood}` }
  const { performer, action, next, waits } = step
  if (event.seen === undefined) {
    const why = `expected ${performer} at ${action} before its release, it stands at ${stood}`
    return { wanted: action, stood, why }
  }
  const wanted = next ?? action
  if (wanted === action && next !== null) {
    return { wanted, stood, why: `expected ${performer} to wait at ${action}, it came to ${stood}` }
  }
  const came =
    stood === action ? `came back to the same gate${waits ? ': it waits' : ''}` : `came to ${stood}`
  return {
    wanted,
    stood,
    why: `expected ${performer} to come to ${wanted} after ${action}, it ${came}`,
  }
}

/** `error` is there when XState itself reports that an actor threw. */
export function failure(event: MachineEvent & { error?: unknown }): Partial<Context> {
  return { why: event.why ?? messageOf(event.error) }
}

/** That a thread, or the program at its start, was not there in time; and what it was last seen at. */
export function expiry(
  { step }: Context,
  at: Record<string, string | null>,
  { assembleMs, stepMs }: { assembleMs: number; stepMs: number },
): Partial<Context> {
  const gates = Object.entries(at).map(([thread, gate]) => `${thread} at ${gate ?? 'no gate yet'}`)
  const last = `last gates: ${gates.length === 0 ? 'none' : gates.join(', ')}`
  return {
    why:
      step === null
        ? `expected all threads parked within ${assembleMs} ms; ${last}`
        : `expected ${step.performer} to do ${step.action} within ${stepMs} ms; ${last}`,
  }
}
