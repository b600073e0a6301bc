import type { Specification } from '../../../core/manifest.js'
import type { Expectations } from './expectations.js'
import { type Cell, livenessOf, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import type { LivenessRow, ModelName, SafetyRow } from './result.js'
import { type FixSet, type FixSets, fixSetsOf, scenarios } from './sets.js'

/** Safety of every set in every scenario, at 1x1 and in the reduced model, and liveness. */
export async function answerAll(
  runner: QuestionRunner,
  expectations: Expectations,
  specification: Specification,
): Promise<{ safety: SafetyRow[]; liveness: LivenessRow[] }> {
  const safety: SafetyRow[] = []
  const liveness: LivenessRow[] = []
  const sets = fixSetsOf(specification.manifest)
  const surveys = surveysInto(safety, runner, specification)
  const livenessTasks = sets.all.map((set) => async () => {
    liveness.push(...(await answerLiveness(runner, set, expectations, specification)))
  })
  await runner.all([...surveys, ...livenessTasks])
  return { safety: safety.sort(byQuestion(sets)), liveness: liveness.sort(byQuestion(sets)) }
}

/** Safety alone. */
export async function answerSafety(
  runner: QuestionRunner,
  specification: Specification,
): Promise<SafetyRow[]> {
  const safety: SafetyRow[] = []
  await runner.all(surveysInto(safety, runner, specification))
  return safety.sort(byQuestion(fixSetsOf(specification.manifest)))
}

/** For each model a search without the first change and one with it, of about the same size; the longest come first. */
function surveysInto(safety: SafetyRow[], runner: QuestionRunner, specification: Specification) {
  const { all, changes } = fixSetsOf(specification.manifest)
  const hasFirst = (set: FixSet) => set.changes.includes(changes[0]?.name ?? '')
  const halves = [all.filter((set) => !hasFirst(set)), all.filter(hasFirst)]
  return (['any', '1x1'] as const).flatMap((model) =>
    halves.map((sets) => async () => {
      safety.push(...(await runner.ask(surveyOf(specification, model, cellsOf(sets)))))
    }),
  )
}

export const cellsOf = (sets: readonly FixSet[]): Cell[] =>
  sets.flatMap((set) => scenarios.map((scenario) => ({ set, scenario })))

/**
 * A set that is live in failed-open-flap is live in every scenario (the argument is in MCFixSets.tla), so
 * that scenario decides. If a violation is expected, failed-open comes first, where a search finds it
 * sooner. If only failed-open-flap has a counterexample, the other scenarios are questions as well.
 */
async function answerLiveness(
  runner: QuestionRunner,
  set: FixSet,
  expectations: Expectations,
  specification: Specification,
): Promise<LivenessRow[]> {
  const ask = async (scenario: Cell['scenario']) =>
    runner.ask(livenessOf(specification, { set, scenario }))
  const rows: LivenessRow[] = []
  if (expectations.of('Live', 'failed-open', set)?.expected === 'violated') {
    rows.push(...(await ask('failed-open')))
    if (hasCounterexample(rows)) return rows
  }
  rows.push(...(await ask('failed-open-flap')))
  if (!hasCounterexample(rows)) return rows
  for (const scenario of scenarios) {
    if (!rows.some((row) => row.scenario === scenario)) rows.push(...(await ask(scenario)))
  }
  return rows
}

export const hasCounterexample = (rows: readonly LivenessRow[]) =>
  rows.some(({ verdict }) => verdict === 'violated')

type Row = { set: string; scenario: string; model?: ModelName }

/** Sorts rows, because searches end in any order. */
export const byQuestion =
  ({ all }: FixSets) =>
  (a: Row, b: Row): number =>
    (a.model ?? '').localeCompare(b.model ?? '') ||
    all.findIndex(({ name }) => name === a.set) - all.findIndex(({ name }) => name === b.set) ||
    scenarios.indexOf(a.scenario as never) - scenarios.indexOf(b.scenario as never)
