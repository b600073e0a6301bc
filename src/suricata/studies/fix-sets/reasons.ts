import type { Manifest } from '../../../core/manifest.js'
import { type CounterexampleKey, nameOfSet } from './counterexample.js'
import { setNamesByVariant } from './cross-check.js'
import type { Answer, FixSetsResult } from './result.js'
import { type FixSets, fixSetsOf } from './sets.js'

export type SmallerSet = Answer['minimal'][number]['smaller'][number]

/**
 * Each smaller set with the shortest reason why it is not enough. If using a socket that is not the
 * peer's takes longer than sending to a peer that is not up, the longer counterexample is a second
 * reason: a send that fails because a link is down is harmless, one through a closed number may reach
 * any socket.
 */
export function reasonsOf({ answers, safety }: Pick<FixSetsResult, 'answers' | 'safety'>): {
  set: string
  less: SmallerSet
}[] {
  return answers.flatMap(({ minimal }) =>
    minimal.flatMap(({ set, smaller }) =>
      smaller.flatMap((less) =>
        [less, ...wrongSocketAfter(less, safety)].map((reason) => ({ set, less: reason })),
      ),
    ),
  )
}

function wrongSocketAfter(less: SmallerSet, safety: FixSetsResult['safety']): SmallerSet[] {
  const { property, scenario, model, length: shortest } = less.reason
  const row = safety.find(
    (row) => row.set === less.set && row.scenario === scenario && row.model === model,
  )
  const length = row?.violated.SendUsesPeersSocket
  if (property !== 'SendImpliesPeerUp' || length === undefined || length <= (shortest ?? 0))
    return []
  return [{ ...less, reason: { ...less.reason, property: 'SendUsesPeersSocket', length } }]
}

/**
 * The name of the trace that shows why a smaller set is not enough; null if only the reduced model has
 * the counterexample, or if the reason is that rings are never parallel.
 */
export function traceOfReason(
  less: SmallerSet,
  sets: FixSets,
  variants: Record<string, string>,
): string | null {
  const set = sets.named(less.set)
  const { property, scenario, model, length } = less.reason
  if (set === undefined || model === 'any' || length === null) return null
  return [nameOfSet(set, sets, variants), scenario, model, property].join('.')
}

/**
 * The counterexamples of smaller sets that are not variants: the manifest has no models of these. Only
 * those that rule out less than the last goal needs, and the order's: earlier goals lose the same in the
 * same way, and each trace costs a search and a replay.
 */
export function unnamedReasons(result: FixSetsResult, manifest: Manifest): CounterexampleKey[] {
  const sets = fixSetsOf(manifest)
  const variants = setNamesByVariant(manifest)
  const keys = new Map<string, CounterexampleKey>()
  for (const { less } of reasonsOf(result).filter((reason) => isTraced(reason, result))) {
    const name = traceOfReason(less, sets, variants)
    const set = sets.named(less.set)
    const { property, scenario, model: topology } = less.reason
    const isListed = Object.hasOwn(manifest.scenarios, scenario)
    if (name === null || set === undefined || !isListed) continue
    if (Object.hasOwn(manifest.variants, nameOfSet(set, sets, variants))) continue
    keys.set(name, { set, scenario, property, topology })
  }
  return [...keys.values()]
}

/** Whether the check writes a trace of this reason, be it of a variant or of a set. */
export function isTraced(
  { set, less }: { set: string; less: SmallerSet },
  { answers, variants }: Pick<FixSetsResult, 'answers' | 'variants'>,
): boolean {
  if (Object.values(variants).includes(less.set)) return true
  if (less.reason.property === 'StartedImpliesOrdered') return true
  const last = answers.at(-1)?.want
  return answers.some(
    ({ want, minimal }) => want === last && minimal.some((one) => one.set === set),
  )
}
