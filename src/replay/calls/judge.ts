import type { Step, Trace } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import { compareStates, type Difference } from '../compare/compare.js'
import type { Replayed } from '../replay.js'
import type { CallRun } from './call-order.js'
import type { TraceAtCalls } from './trace-at-calls.js'
import { howStepsAreSeen, type Observed, visibleState } from './visible-state.js'

/** A step of the trace that the program took, and what differed after it. */
export type ObservedStep = {
  index: number
  performer: string
  action: string
  seen: Observed
  differences: Difference[]
}

/** A replay from outside, told in the steps of the model. */
export type CallsJudgement = Pick<
  Replayed,
  'verdict' | 'why' | 'step' | 'action' | 'performer' | 'wanted' | 'stood'
> & {
  /** Of what happened between two calls: the last step that it may have been; else null. */
  upTo: number | null
  steps: ObservedStep[]
}

/**
 * A run that did not end as the model says may have done the first part of it: if the program is in the
 * state after those steps, and its thread stands elsewhere, it left out the rest, and that is a
 * refusal at the last of them. Several steps may lead to states that look alike: then it is one
 * of them. A run that is in none of its own states has left the model at one of its steps. A thread that
 * `waits` for a lock came to no call at all: the refusal is the step that it cannot take.
 */
export function judgeCalls(
  trace: Trace,
  outside: TraceAtCalls,
  replayed: Replayed,
  last: State | null,
  waits = false,
): CallsJudgement {
  const run = replayed.step === null ? undefined : outside.runs[replayed.step - 1]
  const taken = outside.runs.slice(0, replayed.steps.length)
  const steps = taken.flatMap((one, index) =>
    rowsOf(one, trace, outside, replayed.steps[index]?.differences ?? []),
  )
  const { verdict, wanted, stood } = replayed
  // It counts the states between calls; whoever reads it has the trace.
  const why =
    replayed.why?.replace(`in state ${replayed.step},`, `in state ${run?.to ?? 0},`) ?? null
  const common = { verdict, why, wanted, stood, upTo: null, steps }
  if (run === undefined) return { ...common, step: replayed.step, ...toldBy(undefined) }
  // The step that closes a loop counts on, though it leads to a state that is there already.
  const end = run.from + run.steps.length
  const whole = { ...common, step: end, ...told(run, end) }
  const left = verdict === 'refused' || verdict === 'diverged' || waits
  if (last === null || !left) return whole
  const alike = prefixes(run, trace, outside, last, replayed)
  const [from] = alike
  const upTo = alike.at(-1)
  if (from === undefined || upTo === undefined) {
    if (waits) return whole
    // It went wrong somewhere between two calls: nobody saw at which step.
    const first = run.from + 1
    return first === end ? whole : { ...whole, step: first, ...told(run, first), upTo: end }
  }
  const next = told(run, from + 1).action
  const here = waits ? 'a lock' : (stood ?? replayed.at[run.performer] ?? 'no gate')
  const at = waits ? from + 1 : from
  return {
    verdict: 'refused',
    why: `expected ${run.performer} to go on with ${next} after ${told(run, from).action}, it ${waits ? `waits for ${here}` : `came to ${here} without`}`,
    step: at,
    ...told(run, at),
    wanted: next,
    stood: here,
    upTo: upTo === from ? null : at + upTo - from,
    steps: [
      ...steps.filter(({ index }) => index <= run.from),
      ...rowsOf(run, trace, outside, replayed.differences).filter(({ index }) => index <= from),
    ],
  }
}

/** The steps of a run after which the model looks as the program does; not the last one. */
function prefixes(
  run: CallRun,
  trace: Trace,
  { ofModel }: TraceAtCalls,
  last: State,
  { pairs }: Replayed,
): number[] {
  return run.steps.slice(0, -1).flatMap((_, before) => {
    const index = run.from + before + 1
    const state = visibleState(trace.states[index]?.state ?? {}, ofModel)
    const { differences } = compareStates(state, last, ofModel, pairs)
    return differences.length === 0 ? [index] : []
  })
}

/** Whose step of a run this is, and which. */
const told = ({ steps, from }: CallRun, index: number) => toldBy(steps[index - from - 1])

const toldBy = (step: Step | undefined) => ({
  action: step?.action ?? null,
  performer: step?.performer ?? null,
})

/** What differs was seen when the run had ended. */
function rowsOf(
  run: CallRun,
  trace: Trace,
  { ofModel }: TraceAtCalls,
  differences: readonly Difference[],
): ObservedStep[] {
  const seen = howStepsAreSeen(run, trace, ofModel)
  return run.steps.map(({ performer, action }, index) => ({
    index: run.from + index + 1,
    performer,
    action,
    seen: seen[index] ?? 'unordered',
    differences: index === run.steps.length - 1 ? [...differences] : [],
  }))
}
