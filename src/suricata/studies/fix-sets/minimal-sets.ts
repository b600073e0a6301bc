import { PeerupError } from '../../../core/error.js'
import { isSafeIn } from './all-questions.js'
import {
  type Answer,
  type LivenessRow,
  type OrderRow,
  type Reason,
  type SafetyRow,
  safetyProperties,
} from './result.js'
import {
  type FixSet,
  type FixSets,
  fatalScenarios,
  flapScenarios,
  isSmaller,
  type Scenario,
  scenarios,
} from './sets.js'

const atStart = ['clean-start', 'failed-open'] as const

type GoalDeclaration = {
  want: string
  /** As a maintainer would ask it. */
  question: string
  /** In which no send may break a property. */
  scenarios: readonly Scenario[]
  /** In which the temporal property of the scenario must hold. */
  live: readonly Scenario[]
  /** Whether threads must keep their places in the fanout group. */
  ordered: boolean
}

/** The goals of a fix. Each includes the goals before it. */
export const goals = [
  {
    ...{ want: 'safe at start', scenarios: ['clean-start'], live: [], ordered: false },
    question: 'Does a clean start send to no peer that is not up?',
  },
  {
    ...{ want: 'also safe under failure', scenarios: atStart, live: [], ordered: false },
    question: 'Nor does a start with an interface that is down?',
  },
  {
    ...{ want: 'also live', scenarios: atStart, live: atStart, ordered: false },
    question: 'And does every such start complete, and every thread come to forward?',
  },
  {
    want: 'also safe and live under flaps',
    question:
      'May a link go down at any moment: is no frame sent astray, and does no thread sleep?',
    scenarios: [...atStart, ...flapScenarios],
    ...{ live: [...atStart, ...flapScenarios], ordered: false },
  },
  {
    want: 'also the order of queues kept',
    question: 'Does thread n of an interface serve queue n after a clean start?',
    scenarios: [...atStart, ...flapScenarios],
    ...{ live: [...atStart, ...flapScenarios], ordered: true },
  },
  {
    want: 'also a fatal failure is noticed',
    question:
      'Does the engine end soon if a ring cannot be set up, and send nothing astray meanwhile?',
    ...{ scenarios, live: scenarios, ordered: true },
  },
] as const satisfies GoalDeclaration[]

export type Goal = GoalDeclaration & { parallel: boolean }

export type Rows = {
  safety: readonly SafetyRow[]
  liveness: readonly LivenessRow[]
  order: readonly OrderRow[]
}

/**
 * For each goal, with parallel rings or without: the sets that reach it, and the minimal ones among
 * them. Throws `tlc` if a verdict is missing, because a missing answer proves nothing.
 */
export function answersOf(rows: Rows, sets: FixSets): Answer[] {
  for (const { name } of sets.all) expectComplete(rows, name)
  return goals.flatMap((goal) =>
    [false, true].map((parallel) => answerOf({ ...goal, parallel }, rows, sets)),
  )
}

/** A counterexample in one scenario decides for the scenarios that are left out after it. */
function expectComplete({ safety, liveness, order }: Rows, name: string): void {
  const own = safety.filter(({ set }) => set === name)
  const expectOne = (scenario: Scenario, model: string) => {
    const count = own.filter((row) => row.scenario === scenario && row.model === model).length
    if (count !== 1) throw incomplete(`${name} in ${scenario} (${model})`, count)
  }
  const unsafeInFlap = !isSafeIn(safety, name, 'flap')
  for (const scenario of scenarios) {
    if (unsafeInFlap && scenario !== 'flap' && isOf(flapScenarios, scenario)) continue
    expectOne(scenario, '1x1')
    if (isOf(fatalScenarios, scenario)) continue
    const unsafe = own.some(
      (row) => row.model === '1x1' && row.scenario === scenario && breaksSafety(row),
    )
    if (!unsafe) expectOne(scenario, 'any')
  }
  for (const scenario of scenarios) {
    if (unsafeInFlap && isOf(flapScenarios, scenario)) continue
    if (livenessIn({ liveness }, name, scenario) === undefined) {
      throw incomplete(`the liveness of ${name} in ${scenario}`, 0)
    }
  }
  const ordered = order.filter(({ set }) => set === name).length
  if (ordered !== 1) throw incomplete(`the order of ${name}`, ordered)
}

const isOf = (some: readonly Scenario[], scenario: Scenario): boolean => some.includes(scenario)

const breaksSafety = ({ violated }: SafetyRow): boolean =>
  safetyProperties.some((property) => violated[property] !== undefined)

/**
 * The row that decides on the liveness of a set in a scenario. A set that is live in failed-open-flap is
 * live in clean-start, failed-open and flap, and one with a counterexample in flap is not live under flaps.
 */
export function livenessIn(
  { liveness }: Pick<Rows, 'liveness'>,
  name: string,
  scenario: Scenario,
): LivenessRow | undefined {
  const rowIn = (where: Scenario) =>
    liveness.find((row) => row.set === name && row.scenario === where)
  const own = rowIn(scenario)
  if (own !== undefined) return own
  const flap = rowIn('flap')
  if (isOf(flapScenarios, scenario) && flap?.verdict === 'violated') return flap
  const all = rowIn('failed-open-flap')
  return !isOf(fatalScenarios, scenario) && scenario !== 'flap-in-ring' && all?.verdict === 'holds'
    ? all
    : undefined
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
    (row) => row.set === set.name && row.model !== '1x2' && goal.scenarios.includes(row.scenario),
  )
  const unsafe = ofGoal.flatMap(({ violated, scenario, model }) =>
    safetyProperties.flatMap((property) => {
      const length = violated[property]
      return length === undefined ? [] : [{ property, scenario, model, length }]
    }),
  )
  const violated = rows.liveness.filter(
    (row) => row.set === set.name && row.verdict === 'violated' && goal.live.includes(row.scenario),
  )
  const stuck = violated.flatMap(({ scenario, breaks, length }) =>
    breaks === null ? [] : [{ property: breaks, scenario, model: '1x1' as const, length }],
  )
  const unordered = rows.order.filter((row) => row.set === set.name && row.verdict === 'violated')
  const moved = unordered.map(({ scenario, length }) => ({
    ...{ property: 'StartedImpliesOrdered' as const, scenario, model: '1x2' as const, length },
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
  const counterexamples = [...unsafe, ...stuck, ...(goal.ordered ? moved : [])]
  return [...counterexamples.sort(byModelAndLength), ...(goal.parallel ? serial : [])]
}

const sizes = ['1x1', '1x2', 'any']

const byModelAndLength = (a: Reason, b: Reason): number =>
  sizes.indexOf(a.model) - sizes.indexOf(b.model) || (a.length ?? 0) - (b.length ?? 0)
