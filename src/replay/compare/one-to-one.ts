import { canonical } from '../../core/canonical-value.js'
import { PeerupError } from '../../core/error.js'
import { type Entry, nameOfKey } from '../../core/function-entries.js'
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

/**
 * The rule: a number that was seen before must come with the partner that it had then; two new ones become
 * partners. Returns the earlier pair that contradicts, in words, or null.
 */
export function pairOrContradict(
  pairing: Pairing,
  bijection: string,
  model: Value,
  native: Value,
): string | null {
  const partner = pairing.nativeOf(bijection, model)
  if (partner !== undefined) {
    return same(partner, native) ? null : paired(bijection, model, partner)
  }
  const other = pairing.modelOf(bijection, native)
  if (other !== undefined) return paired(bijection, other, native)
  pairing.add(bijection, model, native)
  return null
}

const paired = (bijection: string, model: Value, native: Value) =>
  `${bijection} ${labelOf(model)} of the model is ${labelOf(native)} of the program`

/**
 * Pairs the one new key on each side of a function. Throws a PeerupError `mapping` if several are new at
 * once: their partners are ambiguous.
 */
export function pairNewKeys(
  pairing: Pairing,
  path: readonly string[],
  bijection: string,
  model: readonly Entry[],
  native: readonly Entry[],
): void {
  const modelKeys = model
    .map(([key]) => key)
    .filter((key) => pairing.nativeOf(bijection, key) === undefined)
  const nativeKeys = native
    .map(([key]) => key)
    .filter((key) => pairing.modelOf(bijection, key) === undefined)
  const [modelKey] = modelKeys
  const [nativeKey] = nativeKeys
  // If one side has more keys, they stay unpaired and differ.
  if (modelKey === undefined || nativeKey === undefined) return
  if (modelKeys.length !== nativeKeys.length) return
  if (modelKeys.length > 1) {
    const [ofModel, ofProgram] = [modelKeys, nativeKeys].map((keys) => keys.map(labelOf).join(', '))
    throw new PeerupError(
      'mapping',
      `expected one new key of ${path.join('.')} at a time, got ${ofModel} in the model, ${ofProgram} in the program`,
      { fix: `add a path to the bijection "${bijection}" where these numbers appear one by one` },
    )
  }
  pairing.add(bijection, modelKey, nativeKey)
}

/** A key as a path has it. */
export const labelOf = (key: Value): string => nameOfKey(key) ?? JSON.stringify(key)
