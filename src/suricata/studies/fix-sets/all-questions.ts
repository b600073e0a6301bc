import type { Specification } from '../../../core/manifest.js'
import type { Expectations } from './expectations.js'
import { type Cell, livenessOf, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import type { LivenessRow, ModelName, SafetyRow } from './result.js'
import { type FixSet, type FixSets, fixSetsOf, scenarios } from './sets.js'

/** Safety of every set in every scenario, at 1x1 and in the reduced model, and liveness. */
export async function answerAll(
  asker: QuestionRunner,
  expectations: Expectations,
  specification: Specification,
): Promise<{ safety: SafetyRow[]; liveness: LivenessRow[] }> {
  const safety: SafetyRow[] = []
  const liveness: LivenessRow[] = []
  const sets = fixSetsOf(specification.manifest)
  const surveys = surveysOf(asker, specification, safety)
  const lives = sets.all.map((set) => async () => {
    liveness.push(...(await askLiveness(asker, set, expectations, specification)))
  })
  await asker.all([...surveys, ...lives])
  return { safety: safety.sort(byQuestion(sets)), liveness: liveness.sort(byQuestion(sets)) }
}

/** Safety alone. */
export async function answerSafety(
  asker: QuestionRunner,
  specification: Specification,
): Promise<SafetyRow[]> {
  const safety: SafetyRow[] = []
  await asker.all(surveysOf(asker, specification, safety))
  return safety.sort(byQuestion(fixSetsOf(specification.manifest)))
}

/** Two searches of about the same size for each model, the longest ones first: sets without the first change, and with it. */
function surveysOf(asker: QuestionRunner, specification: Specification, safety: SafetyRow[]) {
  const { all, changes } = fixSetsOf(specification.manifest)
  const has = ({ changes: made }: FixSet) => made.includes(changes[0]?.name ?? '')
  const halves = [all.filter((set) => !has(set)), all.filter(has)]
  return (['any', '1x1'] as const).flatMap((model) =>
    halves.map((sets) => async () => {
      safety.push(...(await asker.ask(surveyOf(specification, model, cellsOf(sets)))))
    }),
  )
}

export const cellsOf = (sets: readonly FixSet[]): Cell[] =>
  sets.flatMap((set) => scenarios.map((scenario) => ({ set, scenario })))

/**
 * A set that is live in failed-open-flap is live in every scenario, see Lattice.tla. One that was
 * argued not to be is asked where it is easier to see; if that argument fails, all are asked.
 */
async function askLiveness(
  asker: QuestionRunner,
  set: FixSet,
  expectations: Expectations,
  specification: Specification,
): Promise<LivenessRow[]> {
  const ask = async (scenario: Cell['scenario']) =>
    asker.ask(livenessOf(specification, { set, scenario }))
  const rows: LivenessRow[] = []
  if (expectations.of('Live', 'failed-open', set)?.expected === 'violated') {
    rows.push(...(await ask('failed-open')))
    if (isStuck(rows)) return rows
  }
  rows.push(...(await ask('failed-open-flap')))
  if (!isStuck(rows)) return rows
  for (const scenario of scenarios) {
    if (!rows.some((row) => row.scenario === scenario)) rows.push(...(await ask(scenario)))
  }
  return rows
}

export const isStuck = (rows: readonly LivenessRow[]) =>
  rows.some(({ verdict }) => verdict === 'violated')

type Row = { set: string; scenario: string; model?: ModelName }

/** Searches end in any order. */
export const byQuestion =
  ({ all }: FixSets) =>
  (a: Row, b: Row): number =>
    (a.model ?? '').localeCompare(b.model ?? '') ||
    all.findIndex(({ name }) => name === a.set) - all.findIndex(({ name }) => name === b.set) ||
    scenarios.indexOf(a.scenario as never) - scenarios.indexOf(b.scenario as never)
