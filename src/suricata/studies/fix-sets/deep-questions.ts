import type { Specification } from '../../../core/manifest.js'
import { byQuestion, cellsOf, isStuck } from './all-questions.js'
import { wishes } from './minimal-sets.js'
import { type Cell, livenessOf, surveyOf } from './question.js'
import type { QuestionRunner } from './question-runner.js'
import type { Answer, LivenessRow, SafetyRow } from './result.js'
import { type FixSets, fixSetsOf } from './sets.js'

type Found = { safety: SafetyRow[]; liveness: LivenessRow[]; found: readonly Answer[] }

/** The minimal sets and those one change smaller, with two threads an interface; liveness everywhere. */
export async function answerDeep(
  asker: QuestionRunner,
  { safety, liveness, found }: Found,
  specification: Specification,
): Promise<void> {
  const sets = fixSetsOf(specification.manifest)
  const larger = deepCells(found, sets).map((cell) => async () => {
    safety.push(...(await asker.ask(surveyOf(specification, '1x2', [cell]))))
  })
  const stuck = [...new Set(liveness.filter((row) => isStuck([row])).map(({ set }) => set))]
  const rest = stuck.flatMap((name) => {
    const set = sets.named(name)
    const asked = liveness.filter((row) => row.set === name).map(({ scenario }) => scenario)
    return set === undefined
      ? []
      : cellsOf([set]).filter(({ scenario }) => !asked.includes(scenario))
  })
  const lives = rest.map((cell) => async () => {
    liveness.push(...(await asker.ask(livenessOf(specification, cell))))
  })
  await asker.all([...larger, ...lives])
  safety.sort(byQuestion(sets))
  liveness.sort(byQuestion(sets))
}

/** Where each minimal set must hold, and where each smaller one is violated. */
function deepCells(found: readonly Answer[], sets: FixSets): Cell[] {
  const cells = found.flatMap(({ want, minimal }) =>
    minimal.flatMap(({ set, smaller }) => [
      ...(wishes.find((known) => known.want === want)?.scenarios ?? []).map((scenario) => ({
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
