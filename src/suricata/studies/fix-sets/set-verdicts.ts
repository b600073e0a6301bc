import { type FixSetsResult, safetyProperties } from './result.js'
import type { Scenario } from './sets.js'

/** What the rows say of one set, each question by itself. Rows that only `--deep` adds are left out. */

/** Whether every send property holds in these scenarios, at 1x1 and in the reduced model. */
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

/** Whether no answered scenario has a counterexample to liveness. */
export const isLive = (name: string, { liveness }: FixSetsResult): boolean =>
  liveness.every(({ set, verdict }) => set !== name || verdict === 'holds')

/** Whether two threads can set up their rings at the same time in a clean start. */
export const isParallel = (name: string, { safety }: FixSetsResult): boolean =>
  safety.some(
    ({ set, model, scenario, violated }) =>
      set === name &&
      model === '1x1' &&
      scenario === 'clean-start' &&
      violated.NeverTwoRings !== undefined,
  )
