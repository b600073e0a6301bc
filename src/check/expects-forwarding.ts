import { type Manifest, type ModelKey, modelOf } from '../core/manifest.js'

/**
 * Whether a program comes to do what it is for, in each behaviour of a model, as its manifest argues. Of
 * a program that no manifest speaks of, or that is for nothing in particular, it is expected as well.
 */
export function expectsForwarding(manifest: Manifest | null, key: ModelKey): boolean {
  if (manifest?.forwards === undefined) return true
  // Of a set of changes without a name nothing is argued.
  if (!Object.hasOwn(manifest.variants, key.variant)) return false
  return modelOf(manifest, key).properties.some(
    ({ property, expected }) => property === manifest.forwards && expected === 'holds',
  )
}
