import type { Specification } from '../../../core/manifest.js'
import { byQuestion, cellsOf, hasCounterexample } from './all-questions.js'
import { goals } from './minimal-sets.js'
import { type Cell, livenessOf, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import type { Answer, LivenessRow, SafetyRow } from './result.js'
import { type FixSets, fixSetsOf } from './sets.js'

type Usual = { safety: SafetyRow[]; liveness: LivenessRow[]; answers: readonly Answer[] }

/**
 * Adds to the rows: safety of the minimal sets and of those one change smaller with two threads an
 * interface, and liveness in the scenarios that the usual questions left out.
 */
export async function answerDeep(
  runner: QuestionRunner,
  { safety, liveness, answers }: Usual,
  specification: Specification,
): Promise<void> {
  const sets = fixSetsOf(specification.manifest)
  const larger = deepCells(answers, sets).map((cell) => async () => {
    safety.push(...(await runner.ask(surveyOf(specification, '1x2', [cell]))))
  })
  const violated = liveness.filter((row) => hasCounterexample([row])).map(({ set }) => set)
  const remaining = [...new Set(violated)].flatMap((name) => {
    const set = sets.named(name)
    const answered = liveness.filter((row) => row.set === name).map(({ scenario }) => scenario)
    return set === undefined
      ? []
      : cellsOf([set]).filter(({ scenario }) => !answered.includes(scenario))
  })
  const livenessTasks = remaining.map((cell) => async () => {
    liveness.push(...(await runner.ask(livenessOf(specification, cell))))
  })
  await runner.all([...larger, ...livenessTasks])
  safety.sort(byQuestion(sets))
  liveness.sort(byQuestion(sets))
}

/** The scenarios in which each minimal set must hold, and the one in which each smaller set is violated. */
function deepCells(answers: readonly Answer[], sets: FixSets): Cell[] {
  const cells = answers.flatMap(({ want, minimal }) =>
    minimal.flatMap(({ set, smaller }) => [
      ...(goals.find((goal) => goal.want === want)?.scenarios ?? []).map((scenario) => ({
        name: set,
        scenario,
      })),
      ...smaller.map((less) => ({ name: less.set, scenario: less.reason.scenario })),
    ]),
  )
  const distinct = new Map(cells.map((cell) => [`${cell.name} ${cell.scenario}`, cell]))
  return [...distinct.values()].flatMap(({ name, scenario }) => {
    const set = sets.named(name)
    return set === undefined ? [] : [{ set, scenario }]
  })
}
