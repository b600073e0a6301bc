import { canonical } from '../../core/canonical-value.js'
import type { Mapping } from '../../core/mapping.js'
import type { Value } from '../../core/value.js'

/** Which numbers of the model and the program correspond, by bijection, in the order first seen. */
export type Pairs = { readonly [bijection: string]: readonly (readonly [Value, Value])[] }

/** Pairs that grow during a comparison. */
export type Pairing = {
  pairs(): Pairs
  nativeOf(bijection: string, model: Value): Value | undefined
  modelOf(bijection: string, native: Value): Value | undefined
  add(bijection: string, model: Value, native: Value): void
}

/** Starts from the pairs seen so far; a bijection that has none yet starts from its fixed ones. */
export function pairingOf(mapping: Mapping, seen: Pairs): Pairing {
  const grown = new Map<string, (readonly [Value, Value])[]>()
  for (const [name, { fixed }] of Object.entries(mapping.bijections)) {
    grown.set(name, [...(seen[name] ?? fixed)])
  }
  const of = (bijection: string) => grown.get(bijection) ?? []
  return {
    pairs: () => Object.fromEntries(grown),
    nativeOf: (bijection, model) => of(bijection).find(([one]) => same(one, model))?.[1],
    modelOf: (bijection, native) => of(bijection).find(([, other]) => same(other, native))?.[0],
    add: (bijection, model, native) => of(bijection).push([canonical(model), canonical(native)]),
  }
}

/** Canonical integers are the same exactly when they are written the same. */
export function same(a: Value, b: Value): boolean {
  return a === b || (isBig(a) && isBig(b) && a['#bigint'] === b['#bigint'])
}

export function isInteger(value: Value): boolean {
  return typeof value === 'number' || isBig(value)
}

const isBig = (value: Value): value is { '#bigint': string } =>
  typeof value === 'object' && Object.hasOwn(value, '#bigint')
