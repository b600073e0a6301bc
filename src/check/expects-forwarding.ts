import { type Manifest, type ModelKey, modelOf } from '../core/manifest.js'

/**
 * Whether the manifest argues that every behaviour of a model comes to forward. True without a manifest,
 * and for a manifest that names no such property: then every program should forward.
 */
export function expectsForwarding(manifest: Manifest | null, key: ModelKey): boolean {
  if (manifest?.forwards === undefined) return true
  // The manifest argues nothing of a set of changes without a name.
  if (!Object.hasOwn(manifest.variants, key.variant)) return false
  return modelOf(manifest, key).properties.some(
    ({ property, expected }) => property === manifest.forwards && expected === 'holds',
  )
}
