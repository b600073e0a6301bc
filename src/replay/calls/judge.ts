import type { Step, Trace } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import { compareStates, type Difference } from '../compare/compare.js'
import type { Replayed } from '../replay.js'
import type { CallRun } from './call-order.js'
import type { TraceAtCalls } from './trace-at-calls.js'
import { type Observation, observationsOf, visibleState } from './visible-state.js'

/** A step of the model's trace that the program took, and the differences after it. */
export type ObservedStep = {
  index: number
  performer: string
  action: string
  seen: Observation
  differences: Difference[]
}

/** The verdict on a replay at calls, in the steps of the model's trace. */
export type CallsJudgement = Pick<
  Replayed,
  'verdict' | 'why' | 'step' | 'action' | 'performer' | 'wanted' | 'stood'
> & {
  /** If the deviation lies between two calls: the last step at which it may be; else null. */
  upTo: number | null
  steps: ObservedStep[]
}

/**
 * Judges a replay of `atCalls` in the steps of `trace`, from which it derives. `last` is the program's
 * last snapshot; `waits` says that the released thread waits for a lock.
 *
 * A run that ended unexpectedly may have taken the first part of its steps: if the visible state is the
 * model's after those and the thread stands elsewhere, the program left out the rest, and refused at the
 * last step that it took. Several steps may lead to equal states; the refusal is then at one of
 * them. If the visible state is none of the run's, the deviation may be at any of its steps. A thread that
 * waits for a lock reaches no call, and so refuses at the step that it cannot take.
 */
export function judgeCalls(
  trace: Trace,
  atCalls: TraceAtCalls,
  replayed: Replayed,
  last: State | null,
  waits = false,
): CallsJudgement {
  const run = replayed.step === null ? undefined : atCalls.runs[replayed.step - 1]
  const completed = atCalls.runs.slice(0, replayed.steps.length)
  const steps = completed.flatMap((one, index) =>
    rowsOf(one, trace, atCalls, replayed.steps[index]?.differences ?? []),
  )
  const { verdict, wanted, stood } = replayed
  // The replay counts states between calls, the judgement those of the trace.
  const why =
    replayed.why?.replace(`in state ${replayed.step},`, `in state ${run?.to ?? 0},`) ?? null
  const common = { verdict, why, wanted, stood, upTo: null, steps }
  if (run === undefined) return { ...common, step: replayed.step, action: null, performer: null }
  // The step that closes a loop has the next number, although it leads to an earlier state.
  const end = run.from + run.steps.length
  const atEnd = { ...common, step: end, ...actionAt(run, end) }
  const hasLeft = verdict === 'refused' || verdict === 'diverged' || waits
  if (last === null || !hasLeft || isOfObservation(replayed, atCalls)) return atEnd
  const matching = matchingSteps(run, trace, atCalls, last, replayed)
  const [from] = matching
  const upTo = matching.at(-1)
  if (from === undefined || upTo === undefined) {
    if (waits) return atEnd
    // No snapshot shows at which step of the run the program left the model.
    const first = run.from + 1
    return first === end ? atEnd : { ...atEnd, step: first, ...actionAt(run, first), upTo: end }
  }
  const omitted = actionAt(run, from + 1).action
  const place = waits ? 'a lock' : (stood ?? replayed.at[run.performer] ?? 'no gate')
  const step = waits ? from + 1 : from
  return {
    verdict: 'refused',
    why: `${run.performer} did not take ${omitted} after ${actionAt(run, from).action}: it ${waits ? `waits for ${place}` : `came to ${place}`}`,
    step,
    ...actionAt(run, step),
    wanted: omitted,
    stood: place,
    upTo: upTo === from ? null : step + upTo - from,
    steps: [
      ...steps.filter(({ index }) => index <= run.from),
      ...rowsOf(run, trace, atCalls, replayed.differences).filter(({ index }) => index <= from),
    ],
  }
}

/** Whether a replay diverges in nothing but observations, which only the end of a run has. */
const isOfObservation = (
  { verdict, differences }: Replayed,
  { modelMapping: { observed } }: TraceAtCalls,
): boolean =>
  verdict === 'diverged' && differences.every(({ variable }) => Object.hasOwn(observed, variable))

/** The steps of a run, but the last, after which the model's visible state equals the program's. */
function matchingSteps(
  run: CallRun,
  trace: Trace,
  { modelMapping }: TraceAtCalls,
  last: State,
  { pairs }: Replayed,
): number[] {
  return run.steps.slice(0, -1).flatMap((_, before) => {
    const index = run.from + before + 1
    const state = visibleState(trace.states[index]?.state ?? {}, modelMapping)
    const { differences } = compareStates(state, last, modelMapping, pairs)
    return differences.length === 0 ? [index] : []
  })
}

/** Action and performer of the step that leads to state `index`. */
function actionAt({ steps, from }: CallRun, index: number) {
  const step: Step | undefined = steps[index - from - 1]
  return { action: step?.action ?? null, performer: step?.performer ?? null }
}

/** The steps of a run; its differences, which show only at its end, go to the last one. */
function rowsOf(
  run: CallRun,
  trace: Trace,
  { modelMapping }: TraceAtCalls,
  differences: readonly Difference[],
): ObservedStep[] {
  const observations = observationsOf(run, trace, modelMapping)
  return run.steps.map(({ performer, action }, index) => ({
    index: run.from + index + 1,
    performer,
    action,
    seen: observations[index] ?? 'unordered',
    differences: index === run.steps.length - 1 ? [...differences] : [],
  }))
}
