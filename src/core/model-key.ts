import type { ModelKey } from './manifest.js'
import type { Trace } from './trace.js'

/**
 * The key of a trace's model. A set of changes without a name takes the first variant's key: its
 * model differs from that variant's only in the features, which the caller replaces.
 */
export function modelKey(
  { variant, scenario, topology }: Trace,
  variants: Record<string, unknown>,
): ModelKey {
  const name = Object.hasOwn(variants, variant) ? variant : (Object.keys(variants)[0] ?? variant)
  return { variant: name, scenario, topology }
}
