import type { Manifest } from '../../../core/manifest.js'
import type { ClaimsFile } from './claims-schema.js'
import type { Condition, ModelCondition, ReplayCondition } from './condition.js'
import { factsOf } from './experiment.js'

/**
 * The problems that the schema of a claims file cannot find, a sentence each: repeated ids, and names that
 * do not exist. A misspelled name would otherwise only look like missing evidence.
 */
export function* claimsProblems(file: ClaimsFile, manifest: Manifest): Generator<string> {
  const ids = file.claims.map(({ id }) => id)
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i)
  if (repeated !== undefined) yield `claim ${repeated}: expected each id once`
  for (const [name, { variant }] of Object.entries(file.experiments)) {
    for (const problem of unknownName(manifest.variants, variant, 'variant')) {
      yield `experiment ${name}: ${problem}`
    }
  }
  for (const { id, rules } of file.claims) {
    for (const condition of rules.flatMap(({ when }) => when)) {
      for (const problem of conditionProblems(condition, file, manifest)) {
        yield `claim ${id}: ${problem}`
      }
    }
  }
}

function* conditionProblems(condition: Condition, file: ClaimsFile, manifest: Manifest) {
  if ('model' in condition) yield* modelProblems(condition.model, manifest)
  else if ('replay' in condition) yield* replayProblems(condition.replay, manifest)
  else if ('feature' in condition) {
    const { variant, name } = condition.feature
    yield* unknownName(manifest.variants, variant, 'variant')
    yield* unknownName(manifest.variants[variant]?.features ?? {}, name, `feature of ${variant}`)
  } else if ('observation' in condition) {
    const { name, shows } = condition.observation
    yield* unknownName(file.experiments, name, 'experiment')
    const kind = file.experiments[name]?.kind
    if (kind === undefined) return
    for (const fact of Object.keys(shows)) {
      yield* unknownName(factsOf[kind].shape, fact, `fact of ${name}`)
    }
  }
  // A wrong memory family or order is only found when the evidence is evaluated: it is missing there.
}

function* modelProblems(condition: ModelCondition, manifest: Manifest): Generator<string> {
  const { variants, scenario, topologies, property } = condition
  yield* unknownName(manifest.scenarios, scenario, 'scenario')
  yield* unknownName(manifest.properties, property, 'property')
  for (const variant of variants) {
    yield* unknownName(manifest.variants, variant, 'variant')
    for (const topology of topologies) {
      const matches = (model: Manifest['models'][number]) =>
        model.variant === variant && model.scenario === scenario && model.topology === topology
      const model = manifest.models.find(matches)
      if (model === undefined) {
        yield `expected a model of the manifest, got ${variant}.${scenario}.${topology}`
      } else if (model.deep?.includes(property)) {
        yield `expected a property that every check asks, got ${property} of ${variant}.${scenario}.${topology}, which only a deep check asks`
      }
    }
  }
}

/** A trace such as `v8.clean-start.1x1.SendImpliesPeerUp` exists if its property is expected to be violated. */
function* replayProblems(
  { trace, variant }: ReplayCondition,
  manifest: Manifest,
): Generator<string> {
  yield* unknownName(manifest.variants, variant, 'variant')
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

function* unknownName(
  table: Record<string, unknown>,
  name: string,
  what: string,
): Generator<string> {
  if (Object.hasOwn(table, name)) return
  yield `expected a ${what} that exists (${Object.keys(table).join(', ')}), got ${name}`
}
