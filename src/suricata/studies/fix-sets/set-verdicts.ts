import { isSafeIn } from './all-questions.js'
import { livenessIn } from './minimal-sets.js'
import type { FixSetsResult } from './result.js'
import type { Scenario } from './sets.js'

/** What the rows say of one set, each question by itself. Rows that only `--deep` adds are left out. */

/** Whether every send property holds in these scenarios, at 1x1 and in the reduced model. */
export const isSafe = (
  name: string,
  scenarios: readonly Scenario[],
  { safety }: FixSetsResult,
): boolean => scenarios.every((scenario) => isSafeIn(safety, name, scenario))

/** Whether these scenarios have no counterexample to their temporal property. */
export const isLive = (
  name: string,
  scenarios: readonly Scenario[],
  result: FixSetsResult,
): boolean => scenarios.every((scenario) => livenessIn(result, name, scenario)?.verdict === 'holds')

/** Whether thread n of an interface is member n of its fanout group after a clean start. */
export const isOrdered = (name: string, { order }: FixSetsResult): boolean =>
  order.some(({ set, verdict }) => set === name && verdict === 'holds')

/** Whether two threads can set up their rings at the same time in a clean start. */
export const isParallel = (name: string, { safety }: FixSetsResult): boolean =>
  safety.some(
    ({ set, model, scenario, violated }) =>
      set === name &&
      model === '1x1' &&
      scenario === 'clean-start' &&
      violated.NeverTwoRings !== undefined,
  )
