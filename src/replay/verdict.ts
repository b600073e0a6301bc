/**
 * The verdict of a gated replay. Each decision stands here: as transitions that the machine's
 * definition is made of, and as the guards and actions that these name.
 *
 * | what happens | verdict | decided by |
 * | --- | --- | --- |
 * | a thread is at another gate than its step wants, before its release or after it, or sleeps in a call after it | refused | `eventVerdicts`, `refusal` |
 * | after a step, another thread stands elsewhere than in the model's state | refused | `strayed` |
 * | after a step, all threads stand right and a variable differs | diverged | `judgement` |
 * | after the last step all agrees, of a loop in each of its `roundsOfLoop` rounds | reproduced | `judgement`, `roundJudgement` |
 * | a step, or the start, exceeds its deadline | timed-out | `deadline`, `expiry` |
 * | the program ends | crashed | `eventVerdicts`, `failure` |
 * | the driver fails, or a comparison is impossible | error | `eventVerdicts`, `failure`, `broken` |
 *
 * Control decides before variables: a thread at another gate took another path, and variables may
 * differ for that reason alone. State 0 is compared in the same way before the first step.
 *
 * In an unmodified binary a step of the machine is a run of the model's steps from call to call:
 * `calls/judge.ts` narrows this verdict to a range of those, or to a refusal at one of them.
 */

import { controlOf } from '../core/control.js'
import type { Mapping } from '../core/mapping.js'
import type { State } from '../core/value.js'
import { compareStates, type Difference } from './compare/compare.js'
import { errorMessage } from './error-message.js'
import type {
  Conclusion,
  Context,
  CurrentStep,
  MachineEvent,
  ProgramState,
  TakenStep,
} from './machine/context.js'
import {
  type Deadline,
  type EventVerdicts,
  type Judgement,
  type RoundJudgement,
  roundsOfLoop,
} from './machine/definition.js'
import {
  arrivalReason,
  differenceReason,
  expiryReason,
  roundOf,
  startReason,
  strayReason,
  unreadyReason,
} from './verdict-reason.js'

/** What follows the comparison after a step; `target` is the next step, or the end `#reproduced`. */
export const judgement = (target: string): Judgement => [
  { guard: 'agrees', target },
  { guard: 'strayed', target: '#refused' },
  { target: '#diverged' },
]

/** What follows the comparison after the step that closes a loop; `target` is the loop's first step. */
export const roundJudgement = (target: string): RoundJudgement => [
  {
    guard: { type: 'goesRound', params: { rounds: roundsOfLoop } },
    target,
    actions: 'countRound',
  },
  { guard: 'agrees', target: '#reproduced', actions: 'countRound' },
  { guard: 'strayed', target: '#refused' },
  { target: '#diverged' },
]

/** What follows an event that no step waits for. */
export const eventVerdicts: EventVerdicts = {
  'driver.crashed': { target: '#crashed', actions: 'fail' },
  'driver.failed': { target: '#error', actions: 'fail' },
  'xstate.error.*': { target: '#error', actions: 'fail' },
  '*': { target: '#refused', actions: 'refuse' },
}

/** What follows a step, or the start, that takes so long. */
export const deadline = (withinMs: number): Deadline => ({
  [withinMs]: { target: '#timedOut', actions: { type: 'expire', params: { withinMs } } },
})

export const strayed = ({ wanted }: Context): boolean => wanted !== null

export const agrees = (context: Context): boolean =>
  context.differences.length === 0 && !strayed(context)

/** Whether another round follows; the one that ends now counts only afterwards. */
export const goesRound = (context: Context, rounds: number): boolean =>
  agrees(context) && context.rounds + 1 < rounds

type Occurrence = { context: Context; event: MachineEvent }

/** Compares the program with the model's state, and keeps which numbers correspond. */
export function comparison(
  { context, event }: Occurrence,
  { index, state }: { index: number; state: State },
  mapping: Mapping,
): Partial<Context> {
  if (event.state === undefined) throw new Error(`expected a snapshot, got ${event.type} alone`)
  const { differences, pairs } = compareStates(state, event.state.snapshot, mapping, context.pairs)
  const stray = strayOf(state, event.state, mapping)
  const { step } = context
  return {
    pairs,
    differences,
    taken: step === null ? [] : [...context.taken, takenOf(step, roundOf(context), differences)],
    wanted: stray?.wanted ?? null,
    stood: stray?.stood ?? null,
    why: stray?.why ?? differenceReason(differences, index),
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

/** The first thread that stands elsewhere than in the model's state; null if all stand right. */
function strayOf(state: State, { at }: ProgramState, mapping: Mapping) {
  for (const [thread, wanted] of controlOf(state, mapping)) {
    const stood = (Object.hasOwn(at, thread) ? at[thread] : undefined) ?? null
    if (stood !== wanted) return { wanted, stood, why: strayReason(thread, wanted, stood) }
  }
  return null
}

/** An event that the step does not wait for has the name of the gate at which its thread is. */
export function refusal({ context: { step }, event }: Occurrence): Partial<Context> {
  const stood = event.type
  if (step === null) return { stood, why: startReason(stood) }
  // A snapshot comes only after a release.
  return event.state === undefined
    ? { wanted: step.action, stood, why: unreadyReason(step, stood) }
    : {
        wanted: step.next ?? step.action,
        stood,
        why: event.asleep ?? arrivalReason(step, stood),
      }
}

/** `error` is present when XState itself reports that an actor threw. */
export function failure(event: MachineEvent & { error?: unknown }): Partial<Context> {
  return { why: event.why ?? errorMessage(event.error) }
}

export function expiry(
  { step }: Context,
  withinMs: number,
  at: Record<string, string | null>,
): Partial<Context> {
  return { why: expiryReason(step, withinMs, at) }
}

/** A machine that threw: an impossible comparison, or a bug. It keeps what it knew before. */
export function broken(context: Context, error: unknown): Conclusion {
  return { ...context, verdict: 'error', why: errorMessage(error) }
}
