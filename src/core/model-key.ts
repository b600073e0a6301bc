import type { ModelKey } from './manifest.js'
import type { Trace } from './trace.js'

/** A set of changes without a name has its model's constants, but for its own, from any other variant. */
export function modelKey(
  { variant, scenario, topology }: Trace,
  variants: Record<string, unknown>,
): ModelKey {
  const name = Object.hasOwn(variants, variant) ? variant : (Object.keys(variants)[0] ?? variant)
  return { variant: name, scenario, topology }
}
