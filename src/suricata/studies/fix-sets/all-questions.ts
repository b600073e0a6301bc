import type { Specification } from '../../../core/manifest.js'
import type { Expectations } from './expectations.js'
import { type Cell, livenessOf, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import type { LivenessRow, ModelName, SafetyRow } from './result.js'
import { allSets, type FixSet, scenarios } from './sets.js'

/** Safety of every set in every scenario, at 1x1 and in the reduced model, and liveness. */
export async function answerAll(
  asker: QuestionRunner,
  expectations: Expectations,
  specification: Specification,
): Promise<{ safety: SafetyRow[]; liveness: LivenessRow[] }> {
  const safety: SafetyRow[] = []
  const liveness: LivenessRow[] = []
  const surveys = surveysOf(asker, specification, safety)
  const lives = allSets.map((set) => async () => {
    liveness.push(...(await askLiveness(asker, set, expectations, specification)))
  })
  await asker.all([...surveys, ...lives])
  return { safety: safety.sort(byQuestion), liveness: liveness.sort(byQuestion) }
}

/** Safety alone. */
export async function answerSafety(
  asker: QuestionRunner,
  specification: Specification,
): Promise<SafetyRow[]> {
  const safety: SafetyRow[] = []
  await asker.all(surveysOf(asker, specification, safety))
  return safety.sort(byQuestion)
}

/** Searches by the place of the bump, of about the same size; the longest ones first. */
function surveysOf(asker: QuestionRunner, specification: Specification, safety: SafetyRow[]) {
  const bumps = ['after-bind', 'after-up'] as const
  return (['any', '1x1'] as const).flatMap((model) =>
    bumps.map((bump) => async () => {
      const cells = cellsOf(allSets.filter(({ features }) => features.bump === bump))
      safety.push(...(await asker.ask(surveyOf(specification, model, cells))))
    }),
  )
}

export const cellsOf = (sets: readonly FixSet[]): Cell[] =>
  sets.flatMap((set) => scenarios.map((scenario) => ({ set, scenario })))

/**
 * A set that is live in failed-open-flap is live in every scenario, see MCFixSets.tla. One that was
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
export const byQuestion = (a: Row, b: Row): number =>
  (a.model ?? '').localeCompare(b.model ?? '') ||
  allSets.findIndex(({ name }) => name === a.set) -
    allSets.findIndex(({ name }) => name === b.set) ||
  scenarios.indexOf(a.scenario as never) - scenarios.indexOf(b.scenario as never)
