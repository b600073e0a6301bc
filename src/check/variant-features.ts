import type { FeatureRecord } from '../core/features.js'
import type { Manifest } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'

/**
 * The features of a variant: as the manifest has them or, of a set of changes without a name, as its own
 * trace does; undefined if neither knows that variant.
 */
export function variantFeatures(
  manifest: Manifest | null,
  trace: Trace,
  variant: string,
): FeatureRecord | undefined {
  const variants = manifest?.variants ?? {}
  if (Object.hasOwn(variants, variant)) return variants[variant]?.features
  return variant === trace.variant ? trace.features : undefined
}
