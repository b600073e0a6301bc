import type { Answer, FixSetsResult, Reason } from './result.js'
import { type Change, setNamed } from './sets.js'

/** The names of changes, sets and counterexamples in documents. */

export const changeWords: Record<Change, { short: string; meaning: string }> = {
  'late-bump': {
    short: 'late bump',
    meaning: 'A thread bumps after it has published, as in 7.0.x, instead of after bind().',
  },
  'bump-on-failure': {
    short: 'bump on failure',
    meaning: 'A thread also bumps if its first open fails with a recoverable error.',
  },
  guard: {
    short: 'guard',
    meaning: 'The sender reads peer.state and drops the frame unless it is UP.',
  },
  lock: {
    short: 'lock',
    meaning:
      "The sender holds its peer's lock from the guard to the send, and a thread takes the lock to publish DOWN. The lock requires the guard.",
  },
  'publish-down': {
    short: 'publish DOWN',
    meaning: 'A thread stores DOWN in its own entry before it goes down.',
  },
}

/** `guard, lock`, with the names of the variants that are this set: `guard (fix-a)`. */
export function setWords(name: string, { variants }: Pick<FixSetsResult, 'variants'>): string {
  const changes = setNamed(name)?.changes ?? []
  const words =
    changes.length === 0
      ? 'no change'
      : changes.map((change) => changeWords[change].short).join(', ')
  const names = variantsOf(name, variants)
  return names.length === 0 ? words : `${words} (${names.join(', ')})`
}

export const variantsOf = (name: string, variants: Record<string, string>): string[] =>
  Object.entries(variants).flatMap(([variant, set]) => (set === name ? [variant] : []))

/** What a set lacks, and the scenario and steps of the counterexample. The initial state is not a step. */
export function reasonWords({ property, scenario, model, length }: Reason): [string, string] {
  const where = model === 'any' ? `${scenario}, reduced model` : scenario
  if (property === 'NeverTwoRings') return ['rings in parallel', where]
  const steps = length === null ? '' : `, ${length - 1} steps`
  return [property === 'Live' ? 'liveness' : property, `${where}${steps}`]
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
