import { PeerupError } from '../../../core/error.js'
import type { Specification } from '../../../core/manifest.js'
import type { Trace } from '../../../core/trace.js'
import { traceOf } from '../../../core/trace-of.js'
import { setNamesByVariant } from './cross-check.js'
import { type Cell, counterexampleOf, type QuestionOptions } from './question.js'
import { type FixSet, type FixSets, fixSetsOf, isSmaller } from './sets.js'

export type CounterexampleKey = Cell & { property: string; topology?: string }

/**
 * The shortest counterexample of a set of changes as a trace: `fix-c-without-lock.flap.1x1`. Throws
 * `usage` for a property that the manifest does not have, and `tlc` if the property holds.
 */
export async function traceOfSet(
  specification: Specification,
  { set, scenario, property, topology = '1x1' }: CounterexampleKey,
  options: QuestionOptions,
): Promise<Trace> {
  const kind = specification.manifest.properties[property]?.kind
  if (kind === undefined) {
    throw new PeerupError('usage', `expected a property of the manifest, got ${property}`)
  }
  const question = { property, temporal: kind === 'temporal' }
  const found = await counterexampleOf(
    specification,
    { set, scenario, topology },
    question,
    options,
  )
  const { manifest } = specification
  const variant = nameOfSet(set, fixSetsOf(manifest), setNamesByVariant(manifest))
  if (found === null) {
    throw new PeerupError('tlc', `expected ${variant} to violate ${property} in ${scenario}`)
  }
  const model = [variant, scenario, topology].join('.')
  const meta = { model, variant, scenario, topology, property, features: { ...set.features } }
  return traceOf(found.behaviour, { ...meta, tlc: found.tlc }, specification.mapping)
}

/** A variant's name; else `fix-c-without-lock` for a part of Fix C or nearly all of Fix D; else the changes. */
export function nameOfSet(
  set: FixSet,
  sets: FixSets,
  variants: Readonly<Record<string, string>>,
): string {
  const variant = Object.entries(variants).find(([, name]) => name === set.name)
  if (variant !== undefined) return variant[0]
  for (const { fix, most } of wholes) {
    const whole = sets.named(variants[fix] ?? '')
    if (whole === undefined || !isSmaller(set, whole)) continue
    const missing = whole.changes.filter((change) => !set.changes.includes(change))
    if (missing.length <= most) return `${fix}-without-${missing.join('-and-')}`
  }
  return set.name
}

/** The fixes that other sets are named after, and how many changes may be missing in a name. */
const wholes = [
  { fix: 'fix-c', most: Number.POSITIVE_INFINITY },
  { fix: 'fix-d', most: 2 },
]
