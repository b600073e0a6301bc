import type { Answer, FixSetsResult, Reason } from './result.js'
import { type Change, setNamed } from './sets.js'

/** How changes, sets and counterexamples are called where people read of them. */

export const changeWords: Record<Change, { short: string; meaning: string }> = {
  'late-bump': {
    short: 'late bump',
    meaning: 'A thread bumps after it has published, as in v7, and not after bind().',
  },
  'bump-on-failure': {
    short: 'bump on failure',
    meaning: 'A thread whose first open fails, recoverably, bumps as well.',
  },
  guard: {
    short: 'guard',
    meaning: 'The sender looks at peer.state and drops the frame unless it is UP.',
  },
  lock: {
    short: 'lock',
    meaning:
      "The sender holds its peer's lock from the guard to the send; publishing DOWN needs the lock. A second change on top of the guard.",
  },
  'publish-down': {
    short: 'publish DOWN',
    meaning: 'A thread that goes down stores DOWN in its own entry first.',
  },
}

/** `guard, lock`; with the name of a variant that it is, if it is one. */
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

/** What a set does not give, and the counterexample that shows it. The initial state is no step. */
export function reasonWords({ property, scenario, model, length }: Reason): [string, string] {
  const where = model === 'any' ? `${scenario}, reduced model` : scenario
  if (property === 'NeverTwoRings') return ['rings in parallel', where]
  const steps = length === null ? '' : `, ${length - 1} steps`
  return [property === 'Live' ? 'liveness' : property, `${where}${steps}`]
}

/** The answers in pairs: without and with parallel rings. */
export function pairsOf(
  answers: readonly Answer[],
): { want: string; any: Answer; parallel: Answer }[] {
  return answers.flatMap((any) => {
    const parallel = answers.find(({ want, parallel }) => parallel && want === any.want)
    return any.parallel || parallel === undefined ? [] : [{ want: any.want, any, parallel }]
  })
}
