import type { Manifest } from '../mapping/manifest.js'
import { type CounterexampleKey, nameOfSet } from './counterexample.js'
import { namedSets } from './cross-check.js'
import type { Answer, LatticeResult } from './result.js'
import { setNamed } from './sets.js'

type Less = Answer['minimal'][number]['smaller'][number]

/** Liveness is asked as one question; its counterexamples are those of the barrier. */
const propertyOf = ({ reason: { property } }: Less): string =>
  property === 'Live' ? 'BarrierOpens' : property

/**
 * The trace that shows why a smaller set is not enough, by its name; null where there is none of one pair
 * with one thread an interface, or where something is missing that should happen.
 */
export function traceOfReason(less: Less, variants: Record<string, string>): string | null {
  const set = setNamed(less.set)
  const { scenario, model, length } = less.reason
  if (set === undefined || model !== '1x1' || length === null) return null
  return [nameOfSet(set, variants), scenario, '1x1', propertyOf(less)].join('.')
}

/** The counterexamples of smaller sets that are no variant, and so are not among the models. */
export function unnamedReasons(result: LatticeResult, manifest: Manifest): CounterexampleKey[] {
  const variants = namedSets(manifest)
  const keys = new Map<string, CounterexampleKey>()
  for (const less of result.answers.flatMap(({ minimal }) => minimal).flatMap((m) => m.smaller)) {
    const name = traceOfReason(less, variants)
    const set = setNamed(less.set)
    const { scenario } = less.reason
    const asked = Object.hasOwn(manifest.scenarios, scenario)
    if (name === null || set === undefined || !asked) continue
    if (Object.hasOwn(manifest.variants, nameOfSet(set, variants))) continue
    keys.set(name, { set, scenario, property: propertyOf(less) })
  }
  return [...keys.values()]
}
