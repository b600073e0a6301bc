import { sameValue } from '../../core/canonical-value.js'
import { type Entry, entriesOf } from '../../core/function-entries.js'
import type { Mapping } from '../../core/mapping.js'
import type { State, Value } from '../../core/value.js'
import { type BijectedPaths, bijectedPaths } from './bijected-paths.js'
import {
  isInteger,
  labelOf,
  type Pairing,
  type Pairs,
  pairingOf,
  pairNewKeys,
  pairOrContradict,
} from './one-to-one.js'

/** Null stands for an absent value. `because` names the earlier pair that contradicts. */
export type Difference = {
  variable: string
  path: string
  model: Value | null
  native: Value | null
  because?: string
}

/**
 * Compares the model's state with a snapshot of the program, both canonical, in every variable but
 * control, the model's bounds and the program's `extra`. Of an observed variable it compares the keys that
 * were observed, if any. Numbers under a bijection may differ but must
 * correspond one to one, here and in each later comparison that gets the returned pairs. Throws a
 * PeerupError `mapping` if several keys of a function are new at once: their partners are ambiguous.
 */
export function compareStates(
  model: State,
  native: State,
  mapping: Mapping,
  pairs: Pairs,
): { differences: Difference[]; pairs: Pairs } {
  const paths = bijectedPaths(mapping)
  const pairing = pairingOf(mapping, pairs)
  const differences: Difference[] = []
  const names = new Set([...Object.keys(model), ...Object.keys(native)])
  for (const name of inOrder([...names], paths)) {
    const ofModel = name === mapping.control || mapping.bounds.includes(name)
    if (ofModel && !Object.hasOwn(native, name)) continue
    if (name === 'extra' && !Object.hasOwn(model, name)) continue
    const observed = Object.hasOwn(mapping.observed, name)
    if (observed && !Object.hasOwn(native, name)) continue
    const known = !ofModel && Object.hasOwn(model, name)
    const [left, right] = [known ? model[name] : undefined, native[name]]
    compareAt(
      { paths, pairing, differences },
      [name],
      observed ? atKeysOf(left, right) : left,
      right,
    )
  }
  return { differences, pairs: pairing.pairs() }
}

/** The part of a function with the keys of another one; any other value as it is. */
function atKeysOf(value: Value | undefined, other: Value | undefined): Value | undefined {
  const [entries, others] = [value, other].map((one) => (one === undefined ? null : entriesOf(one)))
  if (entries == null || others == null) return value
  const keys = new Set(others.map(([key]) => textOf(key)))
  return { '#map': entries.filter(([key]) => keys.has(textOf(key))) }
}

/** Puts functions keyed by bijected numbers last, when other variables have paired most new keys. */
function inOrder(names: readonly string[], paths: BijectedPaths): string[] {
  const sorted = [...names].sort()
  return [
    ...sorted.filter((name) => !paths.keyed(name)),
    ...sorted.filter((name) => paths.keyed(name)),
  ]
}

type Comparison = { paths: BijectedPaths; pairing: Pairing; differences: Difference[] }
type Path = readonly string[]

function compareAt(
  comparison: Comparison,
  path: Path,
  model: Value | undefined,
  native: Value | undefined,
): void {
  if (model === undefined || native === undefined) {
    differ(comparison, path, model, native)
    return
  }
  const bijection = comparison.paths.at(path)
  const [left, right] = [entriesOf(model), entriesOf(native)]
  if (bijection !== undefined && isInteger(model) && isInteger(native)) {
    const because = pairOrContradict(comparison.pairing, bijection, model, native)
    if (because !== null) differ(comparison, path, model, native, because)
  } else if (left !== null && right !== null) {
    compareEntries(comparison, path, left, right)
  } else if (model !== native && !sameValue(plain(model), plain(native))) {
    differ(comparison, path, model, native)
  }
}

/** Compares two functions key by key: the same key, or the corresponding one. */
function compareEntries(
  comparison: Comparison,
  path: Path,
  model: readonly Entry[],
  native: readonly Entry[],
): void {
  const bijection = comparison.paths.at([...path, '#key'])
  if (bijection !== undefined) pairNewKeys(comparison.pairing, path, bijection, model, native)
  const left = new Map(native.map(([key, value]) => [textOf(key), { key, value }]))
  for (const [key, value] of model) {
    const partner = bijection === undefined ? key : comparison.pairing.nativeOf(bijection, key)
    const text = textOf(partner ?? key)
    const found = bijection !== undefined && partner === undefined ? undefined : left.get(text)
    if (found !== undefined) left.delete(text)
    compareAt(comparison, [...path, labelOf(key)], value, found?.value)
  }
  for (const { key, value } of left.values()) {
    compareAt(comparison, [...path, labelOf(key)], undefined, value)
  }
}

function differ(
  { differences }: Comparison,
  path: Path,
  model: Value | undefined,
  native: Value | undefined,
  because?: string,
): void {
  differences.push({
    variable: path[0] ?? '',
    path: path.join('.'),
    model: model ?? null,
    native: native ?? null,
    ...(because === undefined ? {} : { because }),
  })
}

const textOf = (key: Value): string => JSON.stringify(plain(key))

/** A program writes TLC's model values as strings. */
const plain = (value: Value): Value =>
  typeof value === 'object' && '#model' in value ? String(value['#model']) : value
