import type { Mapping } from '../core/mapping.js'
import type { Step, Trace } from '../core/trace.js'
import type { State, Value } from '../core/value.js'
import { valueAt } from '../core/value-at.js'
import type { Replayed } from '../replay/replay.js'

/**
 * The errno of the last step of a reproduced trace, from the program's own snapshot; null if it succeeded.
 * A loop gives the first errno of its steps, from the trace: the program matched its states each round.
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

/** The kernel's answer to a step, for actions whose mapping has an outcome. */
function answerOf(step: Step | null, state: State, mapping: Mapping): Value | undefined {
  const path = step === null ? undefined : mapping.actions[step.action]?.outcome
  return step === null || path === undefined
    ? undefined
    : valueAt(state, path, mapping, step.performer)
}

const isErrno = (value: Value | undefined): value is string =>
  typeof value === 'string' && value !== 'ok'
