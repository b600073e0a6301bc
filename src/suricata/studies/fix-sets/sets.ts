import { tlaRecord } from '../../../tlc/module-request.js'

/** What a fix can be made of: the features of a variant, as PeerUp.tla names them. */
export type Features = {
  bump: 'after-bind' | 'after-up'
  bumpOnFailure: boolean
  guard: boolean
  publishDown: boolean
  lock: boolean
}

/** One difference from v8. The lock needs the guard: it is held from there to the send. */
export type Change = 'late-bump' | 'bump-on-failure' | 'guard' | 'lock' | 'publish-down'

/** A set of changes, named by them: `guard+lock`; `v8` without any. */
export type FixSet = { name: string; changes: Change[]; features: Features }

export const changes: readonly Change[] = [
  'late-bump',
  'bump-on-failure',
  'guard',
  'lock',
  'publish-down',
]

/** Every set that can be made, smallest first. */
export const allSets: readonly FixSet[] = Array.from({ length: 2 ** changes.length }, (_, bits) =>
  changes.filter((_, index) => (bits >> index) % 2 === 1),
)
  .filter((set) => !set.includes('lock') || set.includes('guard'))
  .sort((a, b) => a.length - b.length)
  .map((set) => ({ name: nameOf(set), changes: set, features: featuresOf(set) }))

function nameOf(set: readonly Change[]): string {
  return set.length === 0 ? 'v8' : set.join('+')
}

function featuresOf(set: readonly Change[]): Features {
  return {
    bump: set.includes('late-bump') ? 'after-up' : 'after-bind',
    bumpOnFailure: set.includes('bump-on-failure'),
    guard: set.includes('guard'),
    publishDown: set.includes('publish-down'),
    lock: set.includes('lock'),
  }
}

/** The set without one of its changes, and without the lock if that was the guard. */
export function without({ changes }: FixSet, change: Change): FixSet | undefined {
  const gone: Change[] = change === 'guard' ? ['guard', 'lock'] : [change]
  return setNamed(nameOf(changes.filter((other) => !gone.includes(other))))
}

export const setNamed = (name: string): FixSet | undefined =>
  allSets.find((set) => set.name === name)

/** Whether all changes of `smaller` are among those of `larger`, which has more. */
export const isSmaller = (smaller: FixSet, larger: FixSet): boolean =>
  smaller.changes.length < larger.changes.length &&
  smaller.changes.every((change) => larger.changes.includes(change))

/**
 * The set that a variant of the manifest is, if it is one. `after-create` and `after-up` are one place
 * in the model: no access to shared memory lies between.
 */
export function setOfVariant(features: {
  readonly [name: string]: string | number | boolean
}): FixSet | undefined {
  const bump = features.bump === 'after-create' ? 'after-up' : features.bump
  return allSets.find((set) =>
    Object.entries(set.features).every(
      ([name, value]) => value === (name === 'bump' ? bump : features[name]),
    ),
  )
}

export const scenarios = ['clean-start', 'failed-open', 'flap', 'failed-open-flap'] as const

export type Scenario = (typeof scenarios)[number]

const bounds: Record<Scenario, { down: number; flaps: number }> = {
  'clean-start': { down: 0, flaps: 0 },
  'failed-open': { down: 1, flaps: 0 },
  flap: { down: 0, flaps: 1 },
  'failed-open-flap': { down: 1, flaps: 1 },
}

/** A set or a scenario as TLA+ writes it. */
export const variantText = ({ features }: FixSet): string => tlaRecord(features)
export const scenarioText = (scenario: Scenario): string => tlaRecord(bounds[scenario])
