import type { Specification } from '../../../core/manifest.js'
import { type Cell, livenessOf, orderOf, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import {
  type LivenessRow,
  type ModelName,
  type OrderRow,
  type SafetyRow,
  type StuckProperty,
  safetyProperties,
  stuckProperty,
} from './result.js'
import { modelsOf, readUnread } from './same-model.js'
import {
  type FixSet,
  type FixSets,
  fatalScenarios,
  fixSetsOf,
  type Scenario,
  scenarios,
} from './sets.js'

export type AllRows = { safety: SafetyRow[]; liveness: LivenessRow[]; order: OrderRow[] }

/** Asked of every set. The two other scenarios with flaps are asked of sets that keep a promise in flap. */
const first = ['flap', 'clean-start', 'failed-open', ...fatalScenarios] as const
const later = ['flap-in-ring', 'failed-open-flap'] as const

/** In the order of their questions: failed-open-flap has the behaviours of flap. */
const liveGroups: readonly (readonly Scenario[])[] = [
  ['failed-open-flap'],
  ['flap-in-ring', 'clean-start', 'failed-open'],
  fatalScenarios,
]

/** Safety, liveness and order of every set; a search that a counterexample makes needless is left out. */
export async function answerAll(
  runner: QuestionRunner,
  specification: Specification,
): Promise<AllRows> {
  const sets = fixSetsOf(specification.manifest)
  const order: OrderRow[] = []
  const safety = await answerFirst(runner, specification, orderTasks(runner, specification, order))
  const liveness = stuckRows(safety)
  await runner.all([
    ...liveTasks(runner, specification, { safety, liveness }),
    ...laterSurveys(runner, specification, safety),
  ])
  return {
    safety: safety.sort(byQuestion(sets)),
    liveness: liveness.sort(byQuestion(sets)),
    order: order.sort(byQuestion(sets)),
  }
}

/** Safety alone. */
export async function answerSafety(
  runner: QuestionRunner,
  specification: Specification,
): Promise<SafetyRow[]> {
  const safety = await answerFirst(runner, specification)
  await runner.all(laterSurveys(runner, specification, safety))
  return safety.sort(byQuestion(fixSetsOf(specification.manifest)))
}

type Task = () => Promise<void>

async function answerFirst(
  runner: QuestionRunner,
  specification: Specification,
  others: readonly Task[] = [],
): Promise<SafetyRow[]> {
  const safety: SafetyRow[] = []
  const { all } = fixSetsOf(specification.manifest)
  const surveys = halves(cellsOf(all, first), specification).map((cells) => async () => {
    safety.push(...(await runner.ask(surveyOf(specification, '1x1', cells))))
  })
  await runner.all([...surveys, ...others])
  return safety
}

/** The cells in two parts with as many models each; cells of one model stay together. */
function halves(cells: readonly Cell[], specification: Specification): Cell[][] {
  const models = modelsOf(cells, readUnread(specification))
  return [0, 1].map((half) =>
    models.flatMap(({ sets, scenario }, index) =>
      index % 2 === half ? sets.map((set) => ({ set, scenario })) : [],
    ),
  )
}

function orderTasks(
  runner: QuestionRunner,
  specification: Specification,
  order: OrderRow[],
): Task[] {
  const cells = cellsOf(fixSetsOf(specification.manifest).all, ['clean-start'])
  return modelsOf(cells, readUnread(specification)).map((model) => async () => {
    order.push(...(await runner.ask(orderOf(specification, model))))
  })
}

/**
 * A set that is unsafe in flap is unsafe under flaps, and a set that is unsafe at 1x1 is unsafe at every
 * size. So only the safe ones are asked about in the other scenarios with flaps and in the reduced model.
 */
function laterSurveys(
  runner: QuestionRunner,
  specification: Specification,
  safety: SafetyRow[],
): Task[] {
  const { all } = fixSetsOf(specification.manifest)
  const isSafe = ({ set, scenario }: Cell) => isSafeIn(safety, set.name, scenario)
  const flaps = cellsOf(
    all.filter((set) => isSafe({ set, scenario: 'flap' })),
    later,
  )
  const survey = (model: ModelName, cells: readonly Cell[]) => async () => {
    if (cells.length > 0) safety.push(...(await runner.ask(surveyOf(specification, model, cells))))
  }
  const sized = cellsOf(all, ['clean-start', 'failed-open', 'flap']).filter(isSafe)
  return [survey('1x1', flaps), survey('any', [...sized, ...flaps])]
}

export const isSafeIn = (safety: readonly SafetyRow[], set: string, scenario: Scenario): boolean =>
  safety
    .filter((row) => row.set === set && row.scenario === scenario && row.model !== '1x2')
    .every(({ violated }) => safetyProperties.every((property) => violated[property] === undefined))

export const cellsOf = (sets: readonly FixSet[], of: readonly Scenario[] = scenarios): Cell[] =>
  of.flatMap((scenario) => sets.map((set) => ({ set, scenario })))

const propertyIn = (scenario: Scenario): LivenessRow['property'] =>
  fatalScenarios.includes(scenario as never) ? 'FatalFailureIsNoticed' : 'Live'

/** The sets that a survey found stuck, with the shorter way to such a state. */
function stuckRows(safety: readonly SafetyRow[]): LivenessRow[] {
  return safety.flatMap(({ model, set, scenario, stuck }) => {
    const property = propertyIn(scenario)
    const breaks = shortest(stuck, (one) => isAskedIn(property, one))
    if (model !== '1x1' || breaks === null) return []
    return [{ property, set, scenario, verdict: 'violated' as const, ...breaks }]
  })
}

/** Of a scenario with a fatal failure only its notice is asked, of the others only liveness. */
export const isAskedIn = (property: LivenessRow['property'], temporal: string): boolean =>
  (property === 'FatalFailureIsNoticed') === (temporal === 'FatalFailureIsNoticed')

function shortest(
  stuck: SafetyRow['stuck'],
  isOf: (property: StuckProperty) => boolean,
): { breaks: StuckProperty; length: number } | null {
  const found = stuckProperty.options.flatMap((breaks) => {
    const length = stuck[breaks]
    return length === undefined || !isOf(breaks) ? [] : [{ breaks, length }]
  })
  return found.sort((a, b) => a.length - b.length)[0] ?? null
}

/**
 * Asks about all sets that are not stuck, many in one search; in scenarios with flaps only about those
 * that are safe there, because no goal asks for liveness alone. If there is a counterexample, each model
 * is a question of its own.
 */
function liveTasks(
  runner: QuestionRunner,
  specification: Specification,
  { safety, liveness }: { safety: readonly SafetyRow[]; liveness: LivenessRow[] },
): Task[] {
  const { all } = fixSetsOf(specification.manifest)
  // The later surveys add to the rows meanwhile.
  const surveyed = [...safety]
  const isStuck = ({ set, scenario }: Cell) =>
    liveness.some(
      (row) =>
        row.set === set.name &&
        (row.scenario === scenario ||
          (row.scenario === 'flap' && later.includes(scenario as never))),
    )
  const isPromising = (cell: Cell) =>
    !later.includes(cell.scenario as never) || isSafeIn(surveyed, cell.set.name, 'flap')
  const groups = liveGroups.map((of) =>
    cellsOf(all, of).filter((cell) => !isStuck(cell) && isPromising(cell)),
  )
  const record = (
    cells: readonly Cell[],
    answer: Omit<LivenessRow, 'set' | 'scenario' | 'property'>,
  ) =>
    liveness.push(
      ...cells.map(({ set, scenario }) => ({
        ...{ property: propertyIn(scenario), set: set.name, scenario, ...answer },
      })),
    )
  return groups
    .filter(({ length }) => length > 0)
    .map((cells) => async () => {
      const [together] = await runner.ask(livenessOf(specification, cells))
      if (together?.verdict === 'holds') {
        record(cells, { verdict: 'holds', breaks: null, length: null })
        return
      }
      for (const { sets, scenario } of modelsOf(cells, readUnread(specification))) {
        const own = sets.map((set) => ({ set, scenario }))
        const [answer] = await runner.ask(livenessOf(specification, own))
        if (answer === undefined) continue
        const { verdict, breaks, length } = answer
        record(own, { verdict, breaks, length })
      }
    })
}

type Row = { set: string; scenario: string; model?: ModelName }

/** Sorts rows, because searches end in any order. */
export const byQuestion =
  ({ all }: FixSets) =>
  (a: Row, b: Row): number =>
    (a.model ?? '').localeCompare(b.model ?? '') ||
    all.findIndex(({ name }) => name === a.set) - all.findIndex(({ name }) => name === b.set) ||
    scenarios.indexOf(a.scenario as never) - scenarios.indexOf(b.scenario as never)
