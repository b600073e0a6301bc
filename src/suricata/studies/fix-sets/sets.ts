import {
  type Change,
  type FeatureRecord,
  featureOfBoth,
  featuresSetBy,
  isSameModel,
  requirementsOf,
} from '../../../core/features.js'
import type { Manifest } from '../../../core/manifest.js'
import { tlaRecord } from '../../../tlc/module-request.js'

/** A set of changes to the base variant, named by them: `guard+lock`; the base's name without any. */
export type FixSet = { name: string; changes: string[]; features: FeatureRecord }

/** The sets of a manifest's declared changes. */
export type FixSets = {
  /** In the order of the manifest. */
  changes: readonly Change[]
  /** Every consistent set, smallest first. */
  all: readonly FixSet[]
  named(name: string): FixSet | undefined
  /** Why there is no set of this name, as part of a sentence; null if there is one. */
  problemOf(name: string): string | null
  /** The change's name in documents: `bump on failure`. */
  wordsOf(change: string): string
  /** The set without one of its changes, and without those that require it. */
  without(set: FixSet, change: string): FixSet | undefined
  /** The set with these features, if there is one. Equivalent values of a feature count as equal. */
  withFeatures(features: FeatureRecord): FixSet | undefined
}

/** The sets of a manifest; none without declared changes. */
export function fixSetsOf({ fixSets, features, variants }: Manifest): FixSets {
  const { base = '', changes = [] } = fixSets ?? {}
  const from = variants[base]?.features ?? {}
  const nameOf = (names: readonly string[]) => (names.length === 0 ? base : names.join('+'))
  const setOf = (applied: readonly Change[]): FixSet => {
    const names = applied.map(({ name }) => name)
    return {
      name: nameOf(names),
      changes: names,
      features: Object.assign({}, from, ...applied.map(featuresSetBy)),
    }
  }
  const all = fixSets === undefined ? [] : setsOf(changes).map(setOf)
  const named = (name: string) => all.find((set) => set.name === name)
  return {
    changes,
    all,
    named,
    problemOf: (name) => (named(name) === undefined ? problemOfName(name, changes) : null),
    wordsOf: (change) => changes.find(({ name }) => name === change)?.words ?? change,
    without(set, change) {
      const gone = changes.filter(
        (one) =>
          one.name === change || requirementsOf(changes, one).some(({ name }) => name === change),
      )
      return named(nameOf(set.changes.filter((one) => !gone.some(({ name }) => name === one))))
    },
    withFeatures: (record) =>
      all.find((set) =>
        Object.entries(set.features).every(([feature, value]) =>
          isSameModel(features, feature, [value, record[feature]]),
        ),
      ),
  }
}

/** Sets that include all requirements of their changes and give each feature one value; smallest first. */
function setsOf(changes: readonly Change[]): Change[][] {
  const subsets = Array.from({ length: 2 ** changes.length }, (_, bits) =>
    changes.filter((_, index) => (bits >> index) % 2 === 1),
  )
  const isWhole = (set: readonly Change[]) =>
    set.every((change) => requirementsOf(changes, change).every((one) => set.includes(one)))
  const hasOneValueEach = (set: readonly Change[]) =>
    set.every((one, index) => !set.slice(index + 1).some((other) => featureOfBoth(one, other)))
  return subsets
    .filter((set) => isWhole(set) && hasOneValueEach(set))
    .sort((a, b) => a.length - b.length)
}

/** The first reason: an unknown or repeated change, two that exclude each other, a missing requirement, the order. */
function problemOfName(name: string, changes: readonly Change[]): string {
  const names = name.split('+')
  const unknown = names.find((one) => changes.every((change) => change.name !== one))
  if (unknown !== undefined) return `${unknown} is no declared change`
  const repeated = names.find((one, index) => names.indexOf(one) < index)
  if (repeated !== undefined) return `it names ${repeated} twice`
  const set = changes.filter((change) => names.includes(change.name))
  for (const [index, one] of set.entries()) {
    const other = set.slice(index + 1).find((later) => featureOfBoth(one, later))
    if (other === undefined) continue
    return `${one.name} and ${other.name} exclude each other: both set ${featureOfBoth(one, other)}`
  }
  for (const change of set) {
    const missing = requirementsOf(changes, change).find((required) => !set.includes(required))
    if (missing !== undefined) return `${change.name} requires ${missing.name}`
  }
  return `a set names its changes in the order of the manifest: ${set.map((one) => one.name).join('+')}`
}

/** Whether all changes of `smaller` are among those of `larger`, which has more. */
export const isSmaller = (smaller: FixSet, larger: FixSet): boolean =>
  smaller.changes.length < larger.changes.length &&
  smaller.changes.every((change) => larger.changes.includes(change))

export const scenarios = [
  'clean-start',
  'failed-open',
  'flap',
  'flap-in-ring',
  'failed-open-flap',
  'fatal-open',
  'fatal-open-first',
] as const

export type Scenario = (typeof scenarios)[number]

/** In which a link goes down after the start. */
export const flapScenarios = ['flap', 'flap-in-ring', 'failed-open-flap'] as const

/** In which a ring set-up fails fatally. The reduced model leaves these out. */
export const fatalScenarios = ['fatal-open', 'fatal-open-first'] as const

type Bounds = { down: number; flaps: number; inRing: boolean; fatal: number }

const nothingFails: Bounds = { down: 0, flaps: 0, inRing: false, fatal: 0 }

/** The scenario records of `MCPeerUp.tla`. */
const bounds: Record<Scenario, Bounds> = {
  'clean-start': nothingFails,
  'failed-open': { ...nothingFails, down: 1 },
  flap: { ...nothingFails, flaps: 1 },
  'flap-in-ring': { ...nothingFails, flaps: 1, inRing: true },
  'failed-open-flap': { ...nothingFails, down: 1, flaps: 1 },
  'fatal-open': { ...nothingFails, fatal: 2 },
  'fatal-open-first': { ...nothingFails, fatal: 1 },
}

/** A set, or a part of its features, or a scenario as a TLA+ record. */
export const variantText = ({ features }: Pick<FixSet, 'features'>): string => tlaRecord(features)
export const scenarioText = (scenario: Scenario): string => tlaRecord(bounds[scenario])
