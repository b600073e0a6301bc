import { PeerupError, type Where } from './error.js'
import type { PropertyKind } from './manifest.js'
import type { Mapping } from './mapping.js'
import { stepBetween } from './step-between.js'
import type { Step, Trace } from './trace.js'

/** Whether a behaviour stays in its last state for ever: nobody takes a step any more. */
export const stutters = ({ states, loop }: Pick<Trace, 'states' | 'loop'>): boolean =>
  loop !== null && loop === states.length - 1

/**
 * The step from the last state back to the one that it loops to, read off the two; null for a
 * behaviour that ends or stutters. Throws a PeerupError `trace` if no step closes the loop.
 */
export function closingStep(
  { states, loop }: Pick<Trace, 'states' | 'loop'>,
  mapping: Mapping,
  where: Where = {},
): Step | null {
  if (loop === null) return null
  const last = states.length - 1
  const [from, to] = [states[last], states[loop]]
  if (from === undefined || to === undefined) {
    throw new PeerupError('trace', `expected a loop to one of ${last + 1} states, got ${loop}`, {
      where,
    })
  }
  if (loop === last) return null
  try {
    return stepBetween([from.state, to.state], null, mapping, { ...where, state: last })
  } catch (cause) {
    if (!(cause instanceof PeerupError)) throw cause
    const message = `in the step from the last state back to state ${loop}: ${cause.message}`
    throw new PeerupError('trace', message, { where: cause.where, cause })
  }
}

/**
 * A temporal property is violated for ever or not at all: its trace says where it loops; every other
 * trace ends. Throws a PeerupError `trace`: half of such a behaviour shows nothing.
 */
export function expectLoop(
  { property, loop }: Pick<Trace, 'property' | 'loop'>,
  kind: PropertyKind,
  where: Where = {},
): void {
  const loops = loop !== null
  if (loops === (kind === 'temporal')) return
  const expected = loops ? `a behaviour that ends` : 'a behaviour that goes on for ever'
  const came = loops ? `one that loops to state ${loop}` : 'one without "loop"'
  const message = `expected ${expected}, for ${property} is ${named[kind]}, got ${came}`
  throw new PeerupError('trace', message, { where, fix: 'npm run check writes the traces anew' })
}

const named = {
  invariant: 'an invariant',
  witness: 'a witness',
  temporal: 'a temporal property',
} as const satisfies Record<PropertyKind, string>
