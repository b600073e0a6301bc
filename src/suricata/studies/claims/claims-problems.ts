import type { Manifest } from '../../../core/manifest.js'
import type { ClaimsFile } from './claims-file.js'
import type { Condition, ModelCondition, ReplayCondition } from './condition.js'
import { factsOf } from './experiment.js'

/** What the types of a claims file cannot say: a name that nothing has would never be found missing. */
export function* claimsProblems(file: ClaimsFile, manifest: Manifest): Generator<string> {
  const ids = file.claims.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) yield `claim ${twice}: expected each id once`
  for (const [name, { variant }] of Object.entries(file.experiments)) {
    for (const problem of unknown(manifest.variants, variant, 'variant')) {
      yield `experiment ${name}: ${problem}`
    }
  }
  for (const { id, rules } of file.claims) {
    for (const condition of rules.flatMap(({ when }) => when)) {
      for (const problem of ofCondition(condition, file, manifest)) yield `claim ${id}: ${problem}`
    }
  }
}

function* ofCondition(condition: Condition, file: ClaimsFile, manifest: Manifest) {
  if ('model' in condition) yield* ofModel(condition.model, manifest)
  else if ('replay' in condition) yield* ofReplay(condition.replay, manifest)
  else if ('feature' in condition) {
    const { variant, name } = condition.feature
    yield* unknown(manifest.variants, variant, 'variant')
    yield* unknown(manifest.variants[variant]?.features ?? {}, name, `feature of ${variant}`)
  } else if ('observation' in condition) {
    const { name, shows } = condition.observation
    yield* unknown(file.experiments, name, 'experiment')
    const kind = file.experiments[name]?.kind
    if (kind === undefined) return
    for (const fact of Object.keys(shows)) {
      yield* unknown(factsOf[kind].shape, fact, `fact of ${name}`)
    }
  }
  // Families and orders of memory are checked by what is found of them: a wrong name is missing.
}

function* ofModel(condition: ModelCondition, manifest: Manifest): Generator<string> {
  const { variants, scenario, topologies, property } = condition
  yield* unknown(manifest.scenarios, scenario, 'scenario')
  yield* unknown(manifest.properties, property, 'property')
  for (const variant of variants) {
    yield* unknown(manifest.variants, variant, 'variant')
    for (const topology of topologies) {
      const isThis = (model: Manifest['models'][number]) =>
        model.variant === variant && model.scenario === scenario && model.topology === topology
      const model = manifest.models.find(isThis)
      if (model === undefined) {
        yield `expected a model of the manifest, got ${variant}.${scenario}.${topology}`
      } else if (model.deep?.includes(property)) {
        yield `expected what every check asks, got ${property} of ${variant}.${scenario}.${topology}, which is deep`
      }
    }
  }
}

/** `v8.clean-start.1x1.SendImpliesPeerUp`: there is a trace of what is expected to be violated. */
function* ofReplay({ trace, variant }: ReplayCondition, manifest: Manifest): Generator<string> {
  yield* unknown(manifest.variants, variant, 'variant')
  const [of, scenario, topology, property = ''] = trace.split('.')
  const model = manifest.models.find(
    (one) => one.variant === of && one.scenario === scenario && one.topology === topology,
  )
  const violated = manifest.expectations.some(
    (one) =>
      one.property === property &&
      one.scenario === scenario &&
      one.expected === 'violated' &&
      one.variants.includes(of ?? ''),
  )
  if (model === undefined || !violated) {
    yield `expected the trace of a property that is expected to be violated, got ${trace}`
  }
}

function* unknown(table: Record<string, unknown>, name: string, what: string): Generator<string> {
  if (Object.hasOwn(table, name)) return
  yield `expected a ${what} that exists (${Object.keys(table).join(', ')}), got ${name}`
}
