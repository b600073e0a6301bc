import { PeerupError } from '../../../core/error.js'
import type { Answer, LivenessRow, Reason, SafetyRow } from './result.js'
import { safetyProperties } from './result.js'
import { type FixSet, type FixSets, isSmaller, type Scenario, scenarios } from './sets.js'

/** What somebody can want of a fix: each includes the ones before it. */
export const wishes = [
  { want: 'safe at start', scenarios: ['clean-start'], live: false },
  { want: 'also safe under failure', scenarios: ['clean-start', 'failed-open'], live: false },
  { want: 'also live', scenarios: ['clean-start', 'failed-open'], live: true },
  { want: 'also safe under flaps', scenarios, live: true },
] as const satisfies { want: string; scenarios: readonly Scenario[]; live: boolean }[]

export type Wish = (typeof wishes)[number] & { parallel: boolean }

export type Rows = { safety: readonly SafetyRow[]; liveness: readonly LivenessRow[] }

/**
 * For each want, with parallel rings or not: which sets give it, and which of them are minimal.
 * Throws `tlc` if a verdict is missing: what was not asked is not given.
 */
export function answersOf(rows: Rows, sets: FixSets): Answer[] {
  expectComplete(rows, sets)
  return wishes.flatMap((want) =>
    [false, true].map((parallel) => answerOf({ ...want, parallel }, rows, sets)),
  )
}

function expectComplete({ safety, liveness }: Rows, { all }: FixSets): void {
  for (const { name } of all) {
    const own = safety.filter(({ set }) => set === name)
    for (const scenario of scenarios) {
      for (const model of ['1x1', 'any']) {
        const found = own.filter((row) => row.scenario === scenario && row.model === model).length
        if (found !== 1) throw incomplete(`${name} in ${scenario} (${model})`, found)
      }
    }
    // Live everywhere if live in the scenario that has all behaviours; else one counterexample.
    const decides = liveness.filter(
      ({ set, scenario, verdict }) =>
        set === name && (verdict === 'violated' || scenario === 'failed-open-flap'),
    ).length
    if (decides === 0) throw incomplete(`the liveness of ${name}`, decides)
  }
}

const incomplete = (what: string, found: number): PeerupError =>
  new PeerupError('tlc', `expected one verdict on ${what}, got ${found}`)

function answerOf(want: Wish, rows: Rows, { all, without }: FixSets): Answer {
  const giving = all.filter((set) => reasonsAgainst(set, want, rows).length === 0)
  const minimal = giving.filter((set) => !giving.some((other) => isSmaller(other, set)))
  return {
    want: want.want,
    parallel: want.parallel,
    minimal: minimal.map((set) => ({
      set: set.name,
      changes: set.changes.length,
      smaller: set.changes.flatMap((change) => {
        const less = without(set, change)
        const reason = less === undefined ? undefined : reasonsAgainst(less, want, rows)[0]
        return less === undefined || reason === undefined
          ? []
          : [{ set: less.name, without: change, reason }]
      }),
    })),
    all: giving.map(({ name }) => name),
  }
}

/** Why a set does not give what is wanted, shortest counterexample first; none if it gives it. */
export function reasonsAgainst(set: FixSet, want: Wish, rows: Rows): Reason[] {
  const asked = rows.safety.filter(
    (row) => row.set === set.name && (want.scenarios as readonly string[]).includes(row.scenario),
  )
  const unsafe = asked.flatMap(({ violated, scenario, model }) =>
    safetyProperties.flatMap((property) => {
      const length = violated[property]
      return length === undefined ? [] : [{ property, scenario, model, length }]
    }),
  )
  const stuck = rows.liveness.filter((row) => row.set === set.name && row.verdict === 'violated')
  const unlive = stuck.map(({ scenario, length }) => ({
    ...{ property: 'Live' as const, model: '1x1' as const },
    ...{ scenario, length },
  }))
  const oneByOne = asked.filter(
    (row) =>
      row.model === '1x1' &&
      row.scenario === 'clean-start' &&
      row.violated.NeverTwoRings === undefined,
  )
  const serial = oneByOne.map(({ scenario, model }) => ({
    ...{ property: 'NeverTwoRings' as const, scenario, model },
    length: null,
  }))
  // What is a behaviour of the smallest engine comes first: it can be shown on one.
  const found = [...unsafe, ...(want.live ? unlive : [])]
  return [...found.sort(byPlace), ...(want.parallel ? serial : [])]
}

const byPlace = (a: Reason, b: Reason): number =>
  Number(a.model === 'any') - Number(b.model === 'any') || (a.length ?? 0) - (b.length ?? 0)
