import type { Trace, TraceMeta } from './trace.js'

/** One behaviour, and where else it was found: other models have it, or it violates other properties. */
export type DistinctBehaviour = { trace: Trace; also: TraceMeta[] }

/** Traces with the same steps, states and loop are one behaviour; the first of them is kept. */
export function distinctBehaviours(traces: readonly Trace[]): DistinctBehaviour[] {
  const behaviours = new Map<string, DistinctBehaviour>()
  for (const trace of traces) {
    const { states, loop, ...meta } = trace
    const key = JSON.stringify([states, loop])
    const known = behaviours.get(key)
    if (known === undefined) behaviours.set(key, { trace, also: [] })
    else known.also.push(meta)
  }
  return [...behaviours.values()]
}
