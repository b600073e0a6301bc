import type { Specification } from '../../../core/manifest.js'
import { byQuestion } from './all-questions.js'
import { goals } from './minimal-sets.js'
import { type Cell, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import type { Answer, SafetyRow } from './result.js'
import { type FixSets, fixSetsOf, type Scenario } from './sets.js'

type Usual = { safety: SafetyRow[]; answers: readonly Answer[] }

/** Adds to the rows: safety of the minimal sets and of those one change smaller with two threads an interface. */
export async function answerDeep(
  runner: QuestionRunner,
  { safety, answers }: Usual,
  specification: Specification,
): Promise<void> {
  const sets = fixSetsOf(specification.manifest)
  const larger = deepCells(answers, sets).map((cell) => async () => {
    safety.push(...(await runner.ask(surveyOf(specification, '1x2', [cell]))))
  })
  await runner.all(larger)
  safety.sort(byQuestion(sets))
}

/** With two threads an interface, a link that is down gives some sets more states than an hour can search. */
const affordable: readonly Scenario[] = ['clean-start']

/**
 * The affordable scenarios in which each minimal set must hold, and the one in which each smaller set is
 * violated.
 */
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
    return set === undefined || !affordable.includes(scenario) ? [] : [{ set, scenario }]
  })
}
