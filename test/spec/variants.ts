import type { Variant } from './start-up.js'
import type { Scenario } from './state.js'

/** The variants of the algorithm, and the scenarios. */

export const v7: Variant = { bump: 'after-create', bumpOnFailure: true }
export const v8: Variant = { bump: 'after-bind' }
export const fixA: Variant = { ...v8, guard: true }
export const fixB: Variant = { bump: 'after-up' }
export const fixC: Variant = { ...fixA, bumpOnFailure: true, publishDown: true, lock: true }
export const fixD: Variant = {
  ...v7,
  guard: true,
  publishDown: true,
  lock: true,
  askWithoutWaiting: true,
  ringFirst: true,
  bumpOnFatal: true,
}

export const scenarios = {
  'clean-start': { down: 0, flaps: 0 },
  'failed-open': { down: 1, flaps: 0 },
  flap: { down: 0, flaps: 1 },
  'flap-in-ring': { down: 0, flaps: 1, inRing: true },
  'fatal-open': { down: 0, flaps: 0, fatal: 2 },
  'fatal-open-first': { down: 0, flaps: 0, fatal: 1 },
  'failed-open-flap': { down: 1, flaps: 1 },
} satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof scenarios
