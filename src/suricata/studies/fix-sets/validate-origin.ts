import { isDeepStrictEqual } from 'node:util'
import { PeerupError } from '../../../core/error.js'
import { type Manifest, modelOf } from '../../../core/manifest.js'
import type { Trace } from '../../../core/trace.js'
import { expectLoop } from '../../../core/trace-loop.js'
import { nameOfSet } from './counterexample.js'
import { setNamesByVariant } from './cross-check.js'
import { fixSetsOf } from './sets.js'

/**
 * Checks that the model and the violation that a trace names are those of the manifest. Without this a
 * behaviour that violates nothing, or half of a counterexample, could be replayed and drawn as a
 * counterexample. Throws a PeerupError `trace` that names the mismatch.
 */
export function validateOrigin(trace: Trace, manifest: Manifest, file: string): void {
  const { variant, scenario, topology, property } = trace
  if (!Object.hasOwn(manifest.variants, variant)) {
    expectSet(trace, manifest, file)
    return
  }
  const model = modelOf(manifest, { variant, scenario, topology }, file)
  const expect = (what: string, expected: unknown, actual: unknown) => {
    if (isDeepStrictEqual(expected, actual)) return
    throw new PeerupError(
      'trace',
      `expected ${what} ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
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

/** The manifest has no expectations for a set that is not a variant. Its name and features must match. */
function expectSet(trace: Trace, manifest: Manifest, file: string): void {
  const { variant, features, property, scenario, topology } = trace
  const sets = fixSetsOf(manifest)
  const set = sets.withFeatures(features)
  const name = set === undefined ? null : nameOfSet(set, sets, setNamesByVariant(manifest))
  // Throws an error that lists the variants and scenarios that exist.
  if (name !== variant) modelOf(manifest, { variant, scenario, topology }, file)
  const kind = manifest.properties[property]?.kind
  if (kind !== undefined) expectLoop(trace, kind, { file })
}
