import { isDeepStrictEqual } from 'node:util'
import { PeerupError } from '../../../core/error.js'
import { type Manifest, modelOf } from '../../../core/manifest.js'
import type { Trace } from '../../../core/trace.js'
import { expectLoop } from '../../../core/trace-loop.js'
import { nameOfSet } from './counterexample.js'
import { namedSets } from './cross-check.js'
import { fixSetsOf } from './sets.js'

/**
 * A trace says of itself which model it comes from and what it violates. Where a manifest knows that
 * model, it must be so: otherwise a behaviour that violates nothing, or half of a counterexample,
 * could be replayed and drawn as one. Throws a PeerupError `trace` that says what does not fit.
 */
export function validateOrigin(trace: Trace, manifest: Manifest, file: string): void {
  const { variant, scenario, topology, property } = trace
  if (!Object.hasOwn(manifest.variants, variant)) {
    expectSet(trace, manifest, file)
    return
  }
  const model = modelOf(manifest, { variant, scenario, topology }, file)
  const expect = (what: string, expected: unknown, came: unknown) => {
    if (isDeepStrictEqual(expected, came)) return
    throw new PeerupError(
      'trace',
      `expected ${what} ${JSON.stringify(expected)}, got ${JSON.stringify(came)}`,
      { where: { file }, fix: 'npm run check writes the traces anew' },
    )
  }
  expect('the model', model.name, trace.model)
  expect(`the features of ${variant}`, model.features, trace.features)
  const claimed = model.properties.find((one) => one.property === property)
  if (claimed === undefined) {
    const names = Object.keys(manifest.properties).join(', ')
    throw new PeerupError('trace', `expected one of the properties ${names}, got ${property}`, {
      where: { file },
    })
  }
  expect(`${property} of ${variant} to be`, claimed.expected, 'violated')
  expectLoop(trace, claimed.kind, { file })
  if (claimed.length !== null) expect('the states', claimed.length, trace.states.length)
}

/** A set of changes without a name of its own: nothing is argued of it, but it must be one, and be called so. */
function expectSet(trace: Trace, manifest: Manifest, file: string): void {
  const { variant, features, property, scenario, topology } = trace
  const sets = fixSetsOf(manifest)
  const set = sets.withFeatures(features)
  const name = set === undefined ? null : nameOfSet(set, sets, namedSets(manifest))
  // Says which variants and scenarios exist.
  if (name !== variant) modelOf(manifest, { variant, scenario, topology }, file)
  const kind = manifest.properties[property]?.kind
  if (kind !== undefined) expectLoop(trace, kind, { file })
}
