import { modelOf, type Specification } from '../../core/manifest.js'
import type { Trace } from '../../core/trace.js'
import { traceOf } from '../../core/trace-of.js'
import { moduleRequest } from '../../tlc/module-request.js'
import { runTlc } from '../../tlc/run.js'
import { recordDefinition } from '../../tlc/variant-record.js'
import { sendProperty } from './is-affected.js'

/** The features that keep a thread from a send to a peer that is not up; the lock requires the guard. */
const protections = ['guard', 'publishDown', 'lock'] as const

export type Sibling = Pick<Trace, 'variant' | 'scenario' | 'features'>

/**
 * What a variant is without one of its protections, in a scenario. An engine that lacks the protection and is
 * equal otherwise refuses all counterexamples of other variants as well, for its calls have another order.
 */
export function siblingsOf(
  { manifest }: Specification,
  { variant, scenario }: { variant: string; scenario: string },
): Sibling[] {
  const features = manifest.variants[variant]?.features ?? {}
  return protections
    .filter((name) => features[name] === true)
    .map((name) => ({
      variant: `${variant}-without-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      scenario,
      features: { ...features, [name]: false, ...(name === 'guard' ? { lock: false } : {}) },
    }))
}

/** The shortest behaviour of a sibling in which a thread sends to a peer that is not up; null if none does. */
export async function siblingTrace(
  { variant, scenario, features }: Sibling,
  { folder, manifest, mapping }: Specification,
  options: { jar: string; signal?: AbortSignal },
): Promise<Trace | null> {
  const topology = '1x1'
  const [named = variant] = Object.keys(manifest.variants)
  const { constants } = modelOf(manifest, { variant: named, scenario, topology })
  const record = recordDefinition(manifest, features)
  const request = moduleRequest({
    specFolder: folder,
    name: 'SiblingRun',
    base: manifest.module,
    definitions: record.definitions,
    constants: { ...constants, ...record.constants },
    specification: manifest.specification,
    invariants: [sendProperty],
    deadlock: false,
  })
  const { verdict, version } = await runTlc(request, options)
  if (verdict.kind === 'holds') return null
  const model = [variant, scenario, topology].join('.')
  const meta = { model, variant, scenario, topology, property: sendProperty, features }
  return traceOf(verdict.behaviour, { ...meta, tlc: version }, mapping)
}
