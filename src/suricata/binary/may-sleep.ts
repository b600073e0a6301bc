import { controlOf } from '../../core/control.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { threadsThatWouldSleep } from './engine-facts.js'

/**
 * Whether a trace would bring a thread of an engine to sleep: it reads an error that is gone, or still stands
 * before that read at the end, where the gates open.
 */
export function mayBringToSleep({ states }: Trace, mapping: Mapping): boolean {
  return states.some(({ state }, index) => {
    const next = states[index + 1]
    const sleepers = threadsThatWouldSleep(state, controlOf(state, mapping))
    return next === undefined
      ? sleepers.length > 0
      : next.step?.action === 'AskForError' && sleepers.includes(next.step.performer)
  })
}
