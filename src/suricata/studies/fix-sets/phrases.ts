import { type Answer, type FixSetsResult, type Reason, stuckProperty } from './result.js'
import type { FixSets } from './sets.js'

/** The names of changes, sets and counterexamples in documents. */

/** `guard, lock`, with the names of the variants that are this set: `guard (fix-a)`. */
export function setWords(
  name: string,
  { named, wordsOf }: FixSets,
  { variants }: Pick<FixSetsResult, 'variants'>,
): string {
  const changes = named(name)?.changes ?? []
  const words = changes.length === 0 ? 'no change' : changes.map(wordsOf).join(', ')
  const names = variantsOf(name, variants)
  return names.length === 0 ? words : `${words} (${names.join(', ')})`
}

export const variantsOf = (name: string, variants: Record<string, string>): string[] =>
  Object.entries(variants).flatMap(([variant, set]) => (set === name ? [variant] : []))

/** What a set lacks, and the scenario and steps of the counterexample. The initial state is not a step. */
export function reasonWords({ property, scenario, model, length }: Reason): [string, string] {
  const size = { any: ', reduced model', '1x2': ', two threads an interface', '1x1': '' }[model]
  const where = `${scenario}${size}`
  if (property === 'NeverTwoRings') return ['rings in parallel', where]
  const steps = length === null ? '' : `, ${length - 1} steps`
  // The trace of a stuck state goes on in a loop, so it is longer.
  if (stuckProperty.safeParse(property).success && length !== null) {
    return [property, `${where}, stuck after ${length - 1} steps`]
  }
  return [property, `${where}${steps}`]
}

/** For each goal the answers without and with parallel rings. */
export function pairsOf(
  answers: readonly Answer[],
): { want: string; any: Answer; parallel: Answer }[] {
  return answers.flatMap((any) => {
    const parallel = answers.find(({ want, parallel }) => parallel && want === any.want)
    return any.parallel || parallel === undefined ? [] : [{ want: any.want, any, parallel }]
  })
}
