import { canonical } from '../../core/canonical-value.js'
import type { Mapping } from '../../core/mapping.js'
import type { Value } from '../../core/value.js'

/** Corresponding numbers of model and program, by bijection, in order of first appearance. */
export type Pairs = { readonly [bijection: string]: readonly (readonly [Value, Value])[] }

/** Pairs that grow during a comparison. */
export type Pairing = {
  pairs(): Pairs
  nativeOf(bijection: string, model: Value): Value | undefined
  modelOf(bijection: string, native: Value): Value | undefined
  add(bijection: string, model: Value, native: Value): void
}

/** Starts from earlier pairs; a bijection without any starts from its fixed ones. */
export function pairingOf(mapping: Mapping, earlier: Pairs): Pairing {
  const pairs = new Map<string, (readonly [Value, Value])[]>()
  for (const [name, { fixed }] of Object.entries(mapping.bijections)) {
    pairs.set(name, [...(earlier[name] ?? fixed)])
  }
  const of = (bijection: string) => pairs.get(bijection) ?? []
  return {
    pairs: () => Object.fromEntries(pairs),
    nativeOf: (bijection, model) => of(bijection).find(([one]) => same(one, model))?.[1],
    modelOf: (bijection, native) => of(bijection).find(([, other]) => same(other, native))?.[0],
    add: (bijection, model, native) => of(bijection).push([canonical(model), canonical(native)]),
  }
}

/** Canonical integers are equal exactly if their texts are. */
export function same(a: Value, b: Value): boolean {
  return a === b || (isBig(a) && isBig(b) && a['#bigint'] === b['#bigint'])
}

export function isInteger(value: Value): boolean {
  return typeof value === 'number' || isBig(value)
}

const isBig = (value: Value): value is { '#bigint': string } =>
  typeof value === 'object' && Object.hasOwn(value, '#bigint')
