/** The variants of the algorithm, and the scenarios. */

export type Variant = { bump: 'after-create' | 'after-bind' | 'after-up' } & Flags
type Flags = Record<'bumpOnFailure' | 'guard' | 'publishDown' | 'lock', boolean>

const without: Flags = { bumpOnFailure: false, guard: false, publishDown: false, lock: false }
export const v7: Variant = { ...without, bump: 'after-create', bumpOnFailure: true }
export const v8: Variant = { ...without, bump: 'after-bind' }
export const fixA: Variant = { ...v8, guard: true }
export const fixB: Variant = { ...without, bump: 'after-up' }
export const fixC: Variant = { ...fixA, bumpOnFailure: true, publishDown: true, lock: true }

/** How many interfaces are down at the start, and how often one may go down later. */
export type Scenario = { down: 0 | 1; flaps: 0 | 1 }

export const scenarios = {
  'clean-start': { down: 0, flaps: 0 },
  'failed-open': { down: 1, flaps: 0 },
  flap: { down: 0, flaps: 1 },
  'failed-open-flap': { down: 1, flaps: 1 },
} satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof scenarios
