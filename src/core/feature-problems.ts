import {
  type Change,
  type FeatureDeclarations,
  type FeatureRecord,
  type FeatureValue,
  type FixSetsDeclaration,
  featureOfBoth,
  hasChange,
  isSameModel,
  requirementsOf,
} from './features.js'
import type { FieldProblem } from './field-problem.js'
import type { Mapping } from './mapping.js'

/** The fields of a manifest about features. */
type Features = {
  features: FeatureDeclarations
  fixSets?: FixSetsDeclaration | undefined
  records?: { constant: string; module: string } | undefined
  variants: Record<string, { constants: Record<string, string>; features: FeatureRecord }>
}

/**
 * Checks a manifest's features beyond the types: every variant has one declared value of every feature,
 * every change sets a declared value and is declared once, and no variant has a change without the changes
 * that it requires.
 */
export function* featureProblems(manifest: Features): Generator<FieldProblem> {
  const { features, variants, records } = manifest
  for (const [name, { values, equivalent }] of Object.entries(features)) {
    for (const value of equivalent.flat().filter((value) => !values.includes(value))) {
      yield { path: ['features', name, 'equivalent'], message: expectedOneOf(values, value) }
    }
  }
  for (const [name, variant] of Object.entries(variants)) {
    const path = ['variants', name, 'features']
    yield* conditionProblems(features, variant.features, path)
    for (const missing of Object.keys(features)) {
      if (Object.hasOwn(variant.features, missing)) continue
      yield { path, message: `expected a value of ${missing}, got none` }
    }
    const record = records === undefined ? null : variant.constants[records.constant]
    if (record === null || /^<- \w+$/.test(record ?? '')) continue
    const message = `expected ${records?.constant} to be a record of ${records?.module}, as "<- V8", got ${record ?? 'none'}`
    yield { path: ['variants', name, 'constants'], message }
  }
  yield* changeProblems(manifest)
}

/** Checks that a condition on features, such as a rule's `when`, names declared features and values. */
export function* conditionProblems(
  declarations: FeatureDeclarations,
  condition: FeatureRecord,
  path: FieldProblem['path'],
): Generator<FieldProblem> {
  for (const [name, value] of Object.entries(condition)) {
    const problem = undeclared(declarations, name, value)
    if (problem === null) continue
    yield { path: problem.of === 'value' ? [...path, name] : path, message: problem.message }
  }
}

type Undeclared = { of: 'feature' | 'value'; message: string }

/** The problem of a feature's value; null if the value is declared. */
function undeclared(
  declarations: FeatureDeclarations,
  feature: string,
  value: FeatureValue,
): Undeclared | null {
  const declared = Object.hasOwn(declarations, feature) ? declarations[feature] : undefined
  if (declared === undefined) {
    const names = Object.keys(declarations).join(', ') || 'none is declared'
    return { of: 'feature', message: `expected a declared feature (${names}), got ${feature}` }
  }
  if (declared.values.includes(value)) return null
  return { of: 'value', message: expectedOneOf(declared.values, value) }
}

/** Checks the mapping's conditions: those of arrows, and of actions that wait in some variants only. */
export function* mappingFeatureProblems(
  declarations: FeatureDeclarations,
  { actions }: Mapping,
): Generator<FieldProblem> {
  for (const [name, { arrows, waitsIf = {} }] of Object.entries(actions)) {
    yield* conditionProblems(declarations, waitsIf, ['actions', name, 'waitsIf'])
    for (const [index, arrow] of arrows.entries()) {
      const path = ['actions', name, 'arrows', index, 'if']
      yield* conditionProblems(declarations, arrow.if ?? {}, path)
    }
  }
}

function* changeProblems({ features, fixSets, variants }: Features): Generator<FieldProblem> {
  if (fixSets === undefined) return
  const { base, changes } = fixSets
  const from = Object.hasOwn(variants, base) ? variants[base] : undefined
  if (from === undefined) {
    const names = Object.keys(variants).join(', ')
    const message = `expected a variant of the manifest (${names}), got ${base}`
    yield { path: ['fixSets', 'base'], message }
  }
  for (const [index, change] of changes.entries()) {
    const path = ['fixSets', 'changes', index]
    const { name, feature, value } = change
    const earlier = changes.slice(0, index)
    yield* conditionProblems(features, change.with, [...path, 'with'])
    const problem = undeclared(features, feature, value)
    if (problem !== null) yield { path: [...path, problem.of], message: problem.message }
    if (Object.hasOwn(change.with, feature)) {
      const message = `expected ${feature} once, as the change's own feature, got it under "with" again`
      yield { path: [...path, 'with', feature], message }
    }
    if (name === base || earlier.some((other) => other.name === name)) {
      yield { path: [...path, 'name'], message: `expected a name of its own, got ${name} again` }
    }
    if (from !== undefined && hasChange(features, from.features, change)) {
      const message = `expected a value that ${base} does not have, got ${feature} = ${value}`
      yield { path: [...path, 'value'], message }
    }
    const same = earlier.find((other) => hasChange(features, { [feature]: value }, other))
    if (same !== undefined) {
      const message = `expected a value that no other change sets, got ${feature} = ${value} of ${same.name}`
      yield { path: [...path, 'value'], message }
    }
    yield* requirementProblems(changes, change, [...path, 'requires'])
  }
  for (const [name, variant] of Object.entries(variants)) {
    const path = ['variants', name, 'features']
    for (const change of changes.filter((one) => hasChange(features, variant.features, one))) {
      for (const [feature, value] of Object.entries(change.with)) {
        const got = variant.features[feature]
        if (isSameModel(features, feature, [got, value])) continue
        const message = `${change.name} also sets ${feature}: expected ${value}, got ${got}`
        yield { path, message }
      }
      for (const required of requirementsOf(changes, change)) {
        if (hasChange(features, variant.features, required)) continue
        const got = `${required.feature} = ${variant.features[required.feature]}`
        const message = `${change.name} requires ${required.name}: expected ${required.feature} = ${required.value} with ${change.feature} = ${change.value}, got ${got}`
        yield { path, message }
      }
    }
  }
}

function* requirementProblems(
  changes: readonly Change[],
  change: Change,
  path: FieldProblem['path'],
): Generator<FieldProblem> {
  const others = changes.filter(({ name }) => name !== change.name)
  for (const [index, required] of change.requires.entries()) {
    if (change.requires.indexOf(required) < index) {
      yield { path, message: `expected each requirement once, got ${required} again` }
    }
    if (others.some(({ name }) => name === required)) continue
    const names = others.map(({ name }) => name).join(', ') || 'there is none'
    yield { path, message: `expected another change (${names}), got ${required}` }
  }
  // A set has one value of each feature.
  const together = [change, ...requirementsOf(others, change)]
  for (const [index, one] of together.entries()) {
    const other = together.slice(0, index).find((earlier) => featureOfBoth(earlier, one))
    if (other === undefined) continue
    const message = `expected requirements with one value of each feature, got ${other.name} and ${one.name}, which both set ${featureOfBoth(other, one)}`
    yield { path, message }
  }
}

const expectedOneOf = (values: readonly FeatureValue[], value: FeatureValue): string =>
  `expected ${values.map((one) => JSON.stringify(one)).join(' or ')}, got ${JSON.stringify(value)}`
