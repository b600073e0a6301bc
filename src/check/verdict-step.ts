import type { Trace } from '../core/trace.js'
import type { Replayed } from '../replay/replay.js'

/** The step of a verdict: the one that decided it, and the last one for a reproduced trace. */
export function verdictStep(
  trace: Trace,
  { verdict, step, action, performer }: Pick<Replayed, 'verdict' | 'step' | 'action' | 'performer'>,
): Pick<Replayed, 'step' | 'action' | 'performer'> {
  if (verdict !== 'reproduced') return { step, action, performer }
  const last = trace.states.at(-1)?.step
  return {
    step: trace.states.length - 1,
    action: last?.action ?? null,
    performer: last?.performer ?? null,
  }
}
