import { type FixSetsResult, safetyProperties } from './result.js'
import type { Scenario } from './sets.js'

/** What the verdicts on a set say, each question for itself. What `--deep` adds is left out. */

/** Whether no send property is violated in any of the scenarios, at 1x1 and at every size. */
export const isSafe = (
  name: string,
  scenarios: readonly Scenario[],
  { safety }: FixSetsResult,
): boolean =>
  safety
    .filter(({ set, scenario, model }) => {
      return set === name && scenarios.includes(scenario) && model !== '1x2'
    })
    .every(({ violated }) => safetyProperties.every((property) => violated[property] === undefined))

/** Whether no counterexample to liveness was found, in any scenario that was asked. */
export const isLive = (name: string, { liveness }: FixSetsResult): boolean =>
  liveness.every(({ set, verdict }) => set !== name || verdict === 'holds')

/** Whether two rings can be set up at the same time in a clean start. */
export const isParallel = (name: string, { safety }: FixSetsResult): boolean =>
  safety.some(
    ({ set, model, scenario, violated }) =>
      set === name &&
      model === '1x1' &&
      scenario === 'clean-start' &&
      violated.NeverTwoRings !== undefined,
  )
