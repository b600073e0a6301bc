import { environmentOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { firstDriverStep } from '../../replay/program/driver-step.js'
import type { Links } from './links.js'

/** What a trace does with the testbed's links. */
export type LinkUse = {
  /** The engine's interfaces that are down in the first state. */
  down: readonly string[]
  /** Whether a step sets a link up or down. */
  changes: boolean
}

export function linkUseOf(trace: Trace, mapping: Mapping): LinkUse {
  const links = environmentOf(trace.states[0]?.state ?? {}, mapping)
  return {
    down: [...links].filter(([, value]) => value === 'down').map(([iface]) => iface),
    changes: firstDriverStep(trace, mapping) !== null,
  }
}

/**
 * Throws a PeerupError `usage` for a trace that needs a link of the user's interfaces down. Other programs
 * may use these, and a run that is killed would leave them down.
 */
export function expectLinkUse(use: LinkUse, links: Pick<Links, 'own'>): void {
  const allUp = use.down.length === 0 && !use.changes
  if (allUp || !links.own) return
  const actual = use.changes ? 'one in which a link changes' : `${use.down.join(', ')} down`
  const message = `expected a trace whose links are up, because --interfaces stay as they are, got ${actual}`
  throw new PeerupError('usage', message, {
    fix: 'replay it without --interfaces, on veth pairs in namespaces of the run',
  })
}
