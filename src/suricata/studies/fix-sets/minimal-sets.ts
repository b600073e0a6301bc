import { PeerupError } from '../../../core/error.js'
import {
  type Answer,
  type LivenessRow,
  type Reason,
  type SafetyRow,
  safetyProperties,
} from './result.js'
import { type FixSet, type FixSets, isSmaller, type Scenario, scenarios } from './sets.js'

/** The goals of a fix. Each includes the goals before it. */
export const goals = [
  { want: 'safe at start', scenarios: ['clean-start'], live: false },
  { want: 'also safe under failure', scenarios: ['clean-start', 'failed-open'], live: false },
  { want: 'also live', scenarios: ['clean-start', 'failed-open'], live: true },
  { want: 'also safe under flaps', scenarios, live: true },
] as const satisfies { want: string; scenarios: readonly Scenario[]; live: boolean }[]

export type Goal = (typeof goals)[number] & { parallel: boolean }

export type Rows = { safety: readonly SafetyRow[]; liveness: readonly LivenessRow[] }

/**
 * For each goal, with parallel rings or without: the sets that reach it, and the minimal ones among
 * them. Throws `tlc` if a verdict is missing, because a missing answer proves nothing.
 */
export function answersOf(rows: Rows, sets: FixSets): Answer[] {
  expectComplete(rows, sets)
  return goals.flatMap((goal) =>
    [false, true].map((parallel) => answerOf({ ...goal, parallel }, rows, sets)),
  )
}

function expectComplete({ safety, liveness }: Rows, { all }: FixSets): void {
  for (const { name } of all) {
    const own = safety.filter(({ set }) => set === name)
    for (const scenario of scenarios) {
      for (const model of ['1x1', 'any']) {
        const count = own.filter((row) => row.scenario === scenario && row.model === model).length
        if (count !== 1) throw incomplete(`${name} in ${scenario} (${model})`, count)
      }
    }
    // A set is live everywhere if it is live in failed-open-flap; one counterexample decides too.
    const deciding = liveness.filter(
      ({ set, scenario, verdict }) =>
        set === name && (verdict === 'violated' || scenario === 'failed-open-flap'),
    ).length
    if (deciding === 0) throw incomplete(`the liveness of ${name}`, deciding)
  }
}

const incomplete = (what: string, count: number): PeerupError =>
  new PeerupError('tlc', `expected one verdict on ${what}, got ${count}`)

function answerOf(goal: Goal, rows: Rows, { all, without }: FixSets): Answer {
  const sufficient = all.filter((set) => reasonsAgainst(set, goal, rows).length === 0)
  const minimal = sufficient.filter((set) => !sufficient.some((other) => isSmaller(other, set)))
  return {
    want: goal.want,
    parallel: goal.parallel,
    minimal: minimal.map((set) => ({
      set: set.name,
      changes: set.changes.length,
      smaller: set.changes.flatMap((change) => {
        const less = without(set, change)
        const reason = less === undefined ? undefined : reasonsAgainst(less, goal, rows)[0]
        return less === undefined || reason === undefined
          ? []
          : [{ set: less.name, without: change, reason }]
      }),
    })),
    all: sufficient.map(({ name }) => name),
  }
}

/** Why a set does not reach a goal, shortest counterexample first; empty if it does. */
export function reasonsAgainst(set: FixSet, goal: Goal, rows: Rows): Reason[] {
  const ofGoal = rows.safety.filter(
    (row) => row.set === set.name && (goal.scenarios as readonly string[]).includes(row.scenario),
  )
  const unsafe = ofGoal.flatMap(({ violated, scenario, model }) =>
    safetyProperties.flatMap((property) => {
      const length = violated[property]
      return length === undefined ? [] : [{ property, scenario, model, length }]
    }),
  )
  const violated = rows.liveness.filter((row) => row.set === set.name && row.verdict === 'violated')
  const stuck = violated.map(({ scenario, length }) => ({
    ...{ property: 'Live' as const, model: '1x1' as const },
    ...{ scenario, length },
  }))
  const withoutTwoRings = ofGoal.filter(
    (row) =>
      row.model === '1x1' &&
      row.scenario === 'clean-start' &&
      row.violated.NeverTwoRings === undefined,
  )
  const serial = withoutTwoRings.map(({ scenario, model }) => ({
    ...{ property: 'NeverTwoRings' as const, scenario, model },
    length: null,
  }))
  // Behaviours of the smallest engine come first, because the forwarder can replay them.
  const counterexamples = [...unsafe, ...(goal.live ? stuck : [])]
  return [...counterexamples.sort(byModelAndLength), ...(goal.parallel ? serial : [])]
}

const byModelAndLength = (a: Reason, b: Reason): number =>
  Number(a.model === 'any') - Number(b.model === 'any') || (a.length ?? 0) - (b.length ?? 0)
