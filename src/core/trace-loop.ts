import { PeerupError, type Where } from './error.js'
import type { PropertyKind } from './manifest.js'
import type { Mapping } from './mapping.js'
import { stepBetween } from './step-between.js'
import type { Step, Trace } from './trace.js'

/** Whether a behaviour stays in its last state for ever. */
export const stutters = ({ states, loop }: Pick<Trace, 'states' | 'loop'>): boolean =>
  loop !== null && loop === states.length - 1

/**
 * The step from the last state to the state that it loops to; null for a behaviour that ends or
 * stutters. Throws a PeerupError `trace` if no step closes the loop.
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
 * Only an endless behaviour violates a temporal property, so its trace has a loop; every other trace
 * ends. Throws a PeerupError `trace` otherwise: half of an endless behaviour violates nothing.
 */
export function expectLoop(
  { property, loop }: Pick<Trace, 'property' | 'loop'>,
  kind: PropertyKind,
  where: Where = {},
): void {
  const loops = loop !== null
  if (loops === (kind === 'temporal')) return
  const problem = loops ? `its trace cannot loop (to state ${loop})` : 'its trace needs a "loop"'
  const message = `${property} is ${kindNames[kind]}: ${problem}`
  throw new PeerupError('trace', message, { where, fix: 'rewrite the traces with npm run check' })
}

const kindNames = {
  invariant: 'an invariant',
  witness: 'a witness',
  temporal: 'a temporal property',
} as const satisfies Record<PropertyKind, string>
