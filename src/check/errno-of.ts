import type { Mapping } from '../core/mapping.js'
import type { Step, Trace } from '../core/trace.js'
import type { State, Value } from '../core/value.js'
import { valueAt } from '../core/value-at.js'
import type { Replayed } from '../replay/replay.js'

/**
 * What the last step really gave, read off the program's own snapshot; null if all went well. Of a loop,
 * what its steps give again and again: the program's states were the model's, each round.
 */
export function errnoOf(
  { trace, mapping }: { trace: Trace; mapping: Mapping },
  { verdict }: Pick<Replayed, 'verdict'>,
  snapshot: State | null,
): string | null {
  if (verdict !== 'reproduced') return null
  const ends =
    trace.loop === null
      ? [{ step: trace.states.at(-1)?.step ?? null, state: snapshot ?? {} }]
      : trace.states.slice(trace.loop + 1)
  return ends.map(({ step, state }) => answerOf(step, state, mapping)).find(isErrno) ?? null
}

/** What the kernel answered to a step, if that is what the step is about. */
function answerOf(step: Step | null, state: State, mapping: Mapping): Value | undefined {
  const path = step === null ? undefined : mapping.actions[step.action]?.outcome
  return step === null || path === undefined
    ? undefined
    : valueAt(state, path, mapping, step.performer)
}

const isErrno = (value: Value | undefined): value is string =>
  typeof value === 'string' && value !== 'ok'
