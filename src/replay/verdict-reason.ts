import { brief } from '../core/explain-issue.js'
import type { Difference } from './compare/compare.js'
import type { Context, CurrentStep } from './machine/context.js'

/** The words for a verdict's `why`. `verdict.ts` decides on the verdict. */

/** A thread that stands elsewhere than in the model's state; `stood` is null for no gate. */
export const strayReason = (thread: string, wanted: string, stood: string | null): string =>
  `${thread} stands at ${stood ?? 'no gate'}, expected ${wanted}`

/** Differences of state `index`; null if there are none. */
export function differenceReason(differences: readonly Difference[], index: number): string | null {
  const [first] = differences
  if (first === undefined) return null
  const { path, model, native, because } = first
  const [expected, actual] = [model, native].map((value) =>
    value === null ? 'nothing' : brief(value),
  )
  const cause = because === undefined ? '' : ` (${because})`
  const more = differences.length > 1 ? `; ${differences.length - 1} more` : ''
  return `in state ${index}, ${path}: expected ${expected}, got ${actual}${cause}${more}`
}

/** An event other than that all threads are parked. */
export const startReason = (type: string): string => `expected all threads parked, got ${type}`

/** A thread at another gate than its step's, before the step's release. */
export const unreadyReason = ({ performer, action }: CurrentStep, stood: string): string =>
  `${performer} stands at ${stood} before its release, expected ${action}`

/** A thread at another gate than the model's, after its release. */
export function arrivalReason(step: CurrentStep, stood: string): string {
  const { performer, action, next, waits } = step
  if (next === action) return `${performer} came to ${stood}, expected it to wait at ${action}`
  const wanted = next ?? action
  return stood === action
    ? `${performer} returned to ${action}, expected ${wanted}${waits ? ': it waits' : ''}`
    : `${performer} came to ${stood} after ${action}, expected ${wanted}`
}

/** A deadline that passed in a step, or before the first one; with the last gate of every thread. */
export function expiryReason(
  step: CurrentStep | null,
  withinMs: number,
  at: Record<string, string | null>,
): string {
  const gates = Object.entries(at).map(([thread, gate]) => `${thread} at ${gate ?? 'no gate yet'}`)
  const last = `last gates: ${gates.length === 0 ? 'none' : gates.join(', ')}`
  const missed =
    step === null
      ? 'not all threads were parked'
      : `${step.performer} did not complete ${step.action}`
  return `${missed} within ${withinMs} ms; ${last}`
}

/** The reason with its round: the same steps come in every round of a loop. The first needs no name. */
export function reasonInRound(context: Context): string | null {
  const { why } = context
  const round = roundOf(context)
  return why === null || round === null || round === 1 ? why : `in round ${round}: ${why}`
}

/** The round of its loop that a replay is in, from 1; null before the loop, or without one. */
export function roundOf({ step, loop, rounds }: Context): number | null {
  return step === null || loop === null || step.index <= loop.entry ? null : rounds + 1
}
