import type { Manifest } from '../../../core/manifest.js'
import { type CounterexampleKey, nameOfSet } from './counterexample.js'
import { namedSets } from './cross-check.js'
import type { Answer, FixSetsResult } from './result.js'
import { type FixSets, fixSetsOf } from './sets.js'

export type SmallerSet = Answer['minimal'][number]['smaller'][number]

/**
 * Each smaller set with why it is not enough: the shortest reason and, where it takes longer to use a
 * socket that is not the peer's than to send to a peer that is not up, that as well. A send that is
 * refused because a link is down harms nobody; one through a closed number may reach anybody.
 */
export function reasonsOf({ answers, safety }: Pick<FixSetsResult, 'answers' | 'safety'>): {
  set: string
  less: SmallerSet
}[] {
  return answers.flatMap(({ minimal }) =>
    minimal.flatMap(({ set, smaller }) =>
      smaller.flatMap((less) =>
        [less, ...worseThan(less, safety)].map((reason) => ({ set, less: reason })),
      ),
    ),
  )
}

function worseThan(less: SmallerSet, safety: FixSetsResult['safety']): SmallerSet[] {
  const { property, scenario, model, length: shortest } = less.reason
  const row = safety.find(
    (row) => row.set === less.set && row.scenario === scenario && row.model === model,
  )
  const length = row?.violated.SendUsesPeersSocket
  if (property !== 'SendImpliesPeerUp' || length === undefined || length <= (shortest ?? 0))
    return []
  return [{ ...less, reason: { ...less.reason, property: 'SendUsesPeersSocket', length } }]
}

/** Liveness is asked as one question; its counterexamples are those of the barrier. */
const propertyOf = ({ reason: { property } }: SmallerSet): string =>
  property === 'Live' ? 'BarrierOpens' : property

/**
 * The trace that shows why a smaller set is not enough, by its name; null where there is none of one pair
 * with one thread an interface, or where something is missing that should happen.
 */
export function traceOfReason(
  less: SmallerSet,
  sets: FixSets,
  variants: Record<string, string>,
): string | null {
  const set = sets.named(less.set)
  const { scenario, model, length } = less.reason
  if (set === undefined || model !== '1x1' || length === null) return null
  return [nameOfSet(set, sets, variants), scenario, '1x1', propertyOf(less)].join('.')
}

/** The counterexamples of smaller sets that are no variant, and so are not among the models. */
export function unnamedReasons(result: FixSetsResult, manifest: Manifest): CounterexampleKey[] {
  const sets = fixSetsOf(manifest)
  const variants = namedSets(manifest)
  const keys = new Map<string, CounterexampleKey>()
  for (const { less } of reasonsOf(result)) {
    const name = traceOfReason(less, sets, variants)
    const set = sets.named(less.set)
    const { scenario } = less.reason
    const asked = Object.hasOwn(manifest.scenarios, scenario)
    if (name === null || set === undefined || !asked) continue
    if (Object.hasOwn(manifest.variants, nameOfSet(set, sets, variants))) continue
    keys.set(name, { set, scenario, property: propertyOf(less) })
  }
  return [...keys.values()]
}
