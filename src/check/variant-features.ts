import type { FeatureRecord } from '../core/features.js'
import type { Manifest } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'

/**
 * The features of a variant from the manifest or, for a set of changes without a name, from the trace of
 * that set; undefined if neither has them.
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
