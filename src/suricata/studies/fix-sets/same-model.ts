import { join } from 'node:path'
import type { FeatureRecord } from '../../../core/features.js'
import type { Specification } from '../../../core/manifest.js'
import { readRules } from './rules.js'
import { type FixSet, type Scenario, scenarios, variantText } from './sets.js'

/** Sets that are one model in a scenario, with the features that their question's record has. */
export type SameModel = { scenario: Scenario; features: FeatureRecord; sets: readonly FixSet[] }

/** For each scenario the features that no step reads there, as `lattice.json` argues and TLC shows. */
export type Unread = (scenario: Scenario) => ReadonlySet<string>

export function readUnread({ folder }: Pick<Specification, 'folder'>): Unread {
  const { unread } = readRules(join(folder, 'lattice.json'))
  const of = (scenario: Scenario) =>
    unread.filter((one) => one.scenarios.includes(scenario)).flatMap(({ features }) => features)
  const sets = new Map(scenarios.map((scenario) => [scenario, new Set(of(scenario))]))
  return (scenario) => sets.get(scenario) ?? new Set()
}

/**
 * Cells by model: sets that agree in every feature which a scenario reads are one. A question's record
 * lacks the other features, so TLC ends with an error if a step reads one of them.
 */
export function modelsOf(
  cells: readonly { set: FixSet; scenario: Scenario }[],
  unread: Unread,
): SameModel[] {
  const models = new Map<string, { scenario: Scenario; features: FeatureRecord; sets: FixSet[] }>()
  for (const { set, scenario } of cells) {
    const features = Object.fromEntries(
      Object.entries(set.features).filter(([feature]) => !unread(scenario).has(feature)),
    )
    const key = `${scenario} ${variantText({ features })}`
    const model = models.get(key) ?? { scenario, features, sets: [] }
    model.sets.push(set)
    models.set(key, model)
  }
  return [...models.values()]
}
