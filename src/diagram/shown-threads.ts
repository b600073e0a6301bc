import { controlOf } from '../core/control.js'
import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import { relatedThreads } from './lifelines.js'
import type { StepDescription } from './step-description.js'

/** With more threads than these a diagram is unreadable. */
const mostThreads = 8

/** Threads in order of their first step, then those that take none. */
export function threadsOf(
  trace: Trace,
  mapping: Mapping,
  steps: readonly StepDescription[],
): string[] {
  const initial = trace.states[0]?.state
  const known = initial === undefined ? [] : controlOf(initial, mapping).keys()
  const acting = steps.filter(({ driver }) => !driver).map(({ performer }) => performer)
  return [...new Set([...acting, ...known])]
}

/** All threads if they are few; otherwise the last one that acts, and those related to it. */
export function shownThreads(
  threads: readonly string[],
  mapping: Mapping,
  steps: readonly StepDescription[],
): string[] {
  if (threads.length <= mostThreads) return [...threads]
  const last = steps.findLast(({ driver }) => !driver)?.performer ?? threads[0] ?? ''
  const closest = [last, ...relatedThreads(last, mapping)]
  // An arrow to another thread's lifeline needs that thread beside it.
  const touched = steps
    .filter(({ performer }) => closest.includes(performer))
    .flatMap(({ target }) => target?.owner ?? [])
  return threads.filter((name) => closest.includes(name) || touched.includes(name))
}
