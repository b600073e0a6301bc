import type { Manifest } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'

/** A variant as the program is told: by its name or, of a set of changes without one, by its features. */
export function variantArgument(manifest: Manifest | null, trace: Trace, variant: string): string {
  const named = manifest === null || Object.hasOwn(manifest.variants, variant)
  if (named || variant !== trace.variant) return variant
  return Object.entries(trace.features)
    .map(([feature, value]) => `${feature}=${value}`)
    .join(',')
}
