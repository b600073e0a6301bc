import type { Model, ModelProperty } from '../core/manifest.js'

type Found = { states: number; depth: number | null; behaviour: unknown }

/**
 * A deviation in numbers of states or depth from the manifest, which the verdict does not show; null if
 * there is none. It is the `why` of a row whose verdict is as expected.
 */
export function deviationOf(model: Model, property: ModelProperty, found: Found): string | null {
  const states = differs('distinct states', model.size?.states ?? null, found.states)
  if (found.behaviour === null) {
    return states ?? differs('depth', model.size?.depth ?? null, found.depth)
  }
  return differs('states in the counterexample', property.length, found.depth) ?? states
}

function differs(what: string, expected: number | null, got: number | null): string | null {
  if (expected === null || expected === got) return null
  return `${what}: expected ${expected}, got ${got ?? 'none'}`
}
