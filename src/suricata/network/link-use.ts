import { environmentOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'
import type { Links } from './links.js'

/** What a trace asks of the testbed's links. */
export type LinkUse = {
  /** The engine's interfaces that are down when the program starts. */
  down: readonly string[]
  /** Whether a link changes on the way. */
  changes: boolean
}

/** Reads off a trace which links are down in its first state, and whether the driver takes a step. */
export function linkUseOf(trace: Trace, mapping: Mapping): LinkUse {
  const links = environmentOf(trace.states[0]?.state ?? {}, mapping)
  const steps = [...trace.states.map(({ step }) => step), closingStep(trace, mapping)]
  return {
    down: [...links].filter(([, value]) => value === 'down').map(([iface]) => iface),
    changes: steps.some(
      (step) => step !== null && mapping.actions[step.action]?.performer === 'driver',
    ),
  }
}

/**
 * Interfaces of the user's own stay as they are: others may use them, and whoever ends us would leave
 * them down. Throws a PeerupError `usage` before anything starts.
 */
export function expectLinkUse(use: LinkUse, links: Pick<Links, 'own'>): void {
  const none = use.down.length === 0 && !use.changes
  if (none || !links.own) return
  const came = use.changes ? 'one in which a link changes' : `${use.down.join(', ')} down`
  const message = `expected a trace whose links are up, for --interfaces are left as they are, got ${came}`
  throw new PeerupError('usage', message, {
    fix: 'replay it without --interfaces: on veth pairs in namespaces of its own',
  })
}
