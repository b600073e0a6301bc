import { controlOf } from '../core/control.js'
import { type FeatureRecord, hasFeatures } from '../core/features.js'
import type { Mapping } from '../core/mapping.js'
import type { Step, Trace } from '../core/trace.js'
import { closingStep } from '../core/trace-loop.js'
import { within } from '../process/within.js'
import type { Driver } from './driver.js'
import type { Replayed } from './replay.js'

type Subject = { trace: Trace; mapping: Mapping; features: FeatureRecord | undefined }

/**
 * After an endless behaviour: releases each thread that takes no step in the loop, although its gate waits. By
 * fairness such a thread cannot go on, so it must come back to its gate, or sleep. Otherwise the result is a refusal at
 * the step that closes the loop. (A behaviour that stutters has a step for each thread already.)
 */
export async function confirmWaits(
  replayed: Replayed,
  subject: Subject,
  driver: Driver,
  stepMs: number,
): Promise<Replayed> {
  if (replayed.verdict !== 'reproduced') return replayed
  for (const { performer, action } of idleSteps(subject)) {
    const signal = AbortSignal.timeout(stepMs)
    const outcome = await within(driver.release(performer, signal), stepMs)
    const stood = outcome?.kind === 'parked' ? (outcome.at[performer] ?? null) : null
    if (stood === action) continue
    const after = `${performer} came to ${stood ?? 'no gate'} after ${action}`
    return {
      ...replayed,
      verdict: 'refused',
      why: `${after}, expected it to wait: it takes no step in the loop`,
      step: subject.trace.states.length,
      action,
      performer,
      wanted: action,
      stood,
      at: driver.at(),
    }
  }
  return replayed
}

/** The step that each idle thread of a loop must not be able to take. */
function idleSteps({ trace, mapping, features }: Subject): Step[] {
  const { states, loop } = trace
  const closing = closingStep(trace, mapping)
  if (loop === null || closing === null) return []
  const busy = new Set([
    ...states.slice(loop + 1).map(({ step }) => step?.performer),
    closing.performer,
  ])
  return [...controlOf(states[loop]?.state ?? {}, mapping)]
    .map(([performer, action]) => ({ performer, action }))
    .filter(({ performer, action }) => !busy.has(performer) && waitsAt(action, mapping, features))
}

/** Whether an action waits in this variant, and for no stimulus, which the driver would have to bring about. */
function waitsAt(action: string, mapping: Mapping, features: FeatureRecord | undefined): boolean {
  const { waits, waitsIf, stimulus } = mapping.actions[action] ?? {}
  if (waits !== true || stimulus !== undefined) return false
  return hasFeatures(features ?? {}, waitsIf)
}
