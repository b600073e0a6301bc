import { controlOf } from '../core/control.js'
import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import { relatedThreads } from './lifelines.js'
import type { StepDescription } from './step-description.js'

/** More lifelines than these threads need would be unreadable. */
const mostThreads = 8

/** Threads in order of their first step, then those that take none. */
export function threadsOf(
  trace: Trace,
  mapping: Mapping,
  told: readonly StepDescription[],
): string[] {
  const initial = trace.states[0]?.state
  const known = initial === undefined ? [] : controlOf(initial, mapping).keys()
  const acting = told.filter(({ driver }) => !driver).map(({ performer }) => performer)
  return [...new Set([...acting, ...known])]
}

/** All of few threads; of many, the last one that acts and those that it is related to. */
export function shownThreads(
  threads: readonly string[],
  mapping: Mapping,
  told: readonly StepDescription[],
): string[] {
  if (threads.length <= mostThreads) return [...threads]
  const last = told.findLast(({ driver }) => !driver)?.performer ?? threads[0] ?? ''
  const speaksOf = [last, ...relatedThreads(last, mapping)]
  // What an arrow touches of another thread's needs that thread beside it.
  const touched = told
    .filter(({ performer }) => speaksOf.includes(performer))
    .flatMap(({ target }) => target?.owner ?? [])
  return threads.filter((name) => speaksOf.includes(name) || touched.includes(name))
}
