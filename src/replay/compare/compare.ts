import { sameValue } from '../../core/canonical-value.js'
import { PeerupError } from '../../core/error.js'
import { type Entry, entriesOf, nameOfKey } from '../../core/function-entries.js'
import type { Mapping } from '../../core/mapping.js'
import type { State, Value } from '../../core/value.js'
import { type BijectedPaths, bijectedPaths } from './bijected-paths.js'
import { isInteger, type Pairing, type Pairs, pairingOf, same } from './pairing.js'

/** Null stands for "not there". `because` tells of a number that corresponds to another one. */
export type Difference = {
  variable: string
  path: string
  model: Value | null
  native: Value | null
  because?: string
}

/**
 * Compares the model's state with a snapshot of the program, both canonical: every variable but the control
 * one and the model's bounds; `extra` is the program's own. Numbers under a bijection may differ but correspond one to one, now
 * and in every later comparison that is given the resulting pairs. Throws a PeerupError `mapping`
 * if several keys of a function are new at once, for then nobody can tell which is which.
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
    const known = !ofModel && Object.hasOwn(model, name)
    const [left, right] = [known ? model[name] : undefined, native[name]]
    compareAt({ paths, pairing, differences }, [name], left, right)
  }
  return { differences, pairs: pairing.pairs() }
}

/** Functions keyed by bijected numbers come last: by then other variables have paired most new keys. */
function inOrder(names: readonly string[], paths: BijectedPaths): string[] {
  const sorted = [...names].sort()
  return [
    ...sorted.filter((name) => !paths.keyed(name)),
    ...sorted.filter((name) => paths.keyed(name)),
  ]
}

type Scene = { paths: BijectedPaths; pairing: Pairing; differences: Difference[] }
type Path = readonly string[]

function compareAt(
  scene: Scene,
  path: Path,
  model: Value | undefined,
  native: Value | undefined,
): void {
  if (model === undefined || native === undefined) {
    differ(scene, path, model, native)
    return
  }
  const bijection = scene.paths.at(path)
  const [left, right] = [entriesOf(model), entriesOf(native)]
  if (bijection !== undefined && isInteger(model) && isInteger(native)) {
    comparePaired(scene, path, bijection, model, native)
  } else if (left !== null && right !== null) {
    compareEntries(scene, path, left, right)
  } else if (model !== native && !sameValue(plain(model), plain(native))) {
    differ(scene, path, model, native)
  }
}

function comparePaired(
  scene: Scene,
  path: Path,
  bijection: string,
  model: Value,
  native: Value,
): void {
  const { pairing } = scene
  const partner = pairing.nativeOf(bijection, model)
  if (partner !== undefined) {
    if (!same(partner, native))
      differ(scene, path, model, native, paired(bijection, model, partner))
    return
  }
  const other = pairing.modelOf(bijection, native)
  if (other !== undefined) differ(scene, path, model, native, paired(bijection, other, native))
  else pairing.add(bijection, model, native)
}

/** Compares two functions key by key: the same key, or the corresponding one. */
function compareEntries(
  scene: Scene,
  path: Path,
  model: readonly Entry[],
  native: readonly Entry[],
): void {
  const bijection = scene.paths.at([...path, '#key'])
  if (bijection !== undefined) pairNewKeys(scene, path, bijection, model, native)
  const left = new Map(native.map(([key, value]) => [textOf(key), { key, value }]))
  for (const [key, value] of model) {
    const partner = bijection === undefined ? key : scene.pairing.nativeOf(bijection, key)
    const text = textOf(partner ?? key)
    const found = bijection !== undefined && partner === undefined ? undefined : left.get(text)
    if (found !== undefined) left.delete(text)
    compareAt(scene, [...path, labelOf(key)], value, found?.value)
  }
  for (const { key, value } of left.values()) {
    compareAt(scene, [...path, labelOf(key)], undefined, value)
  }
}

function pairNewKeys(
  { pairing }: Scene,
  path: Path,
  bijection: string,
  model: readonly Entry[],
  native: readonly Entry[],
): void {
  const ours = model
    .map(([key]) => key)
    .filter((key) => pairing.nativeOf(bijection, key) === undefined)
  const theirs = native
    .map(([key]) => key)
    .filter((key) => pairing.modelOf(bijection, key) === undefined)
  const [one] = ours
  const [other] = theirs
  // Keys too many on one side stay alone, and differ.
  if (one === undefined || other === undefined || ours.length !== theirs.length) return
  if (ours.length > 1) {
    const [all, many] = [ours, theirs].map((keys) => keys.map(labelOf).join(', '))
    throw new PeerupError(
      'mapping',
      `expected one new key of ${path.join('.')} at a time, got ${all} in the model, ${many} in the program`,
      { fix: `add a path to the bijection "${bijection}" where these numbers are seen one by one` },
    )
  }
  pairing.add(bijection, one, other)
}

function differ(
  { differences }: Scene,
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

const paired = (bijection: string, model: Value, native: Value) =>
  `${bijection} ${labelOf(model)} of the model is ${labelOf(native)} of the program`

const labelOf = (key: Value): string => nameOfKey(key) ?? JSON.stringify(key)
const textOf = (key: Value): string => JSON.stringify(plain(key))

/** A program writes TLC's model values as strings. */
const plain = (value: Value): Value =>
  typeof value === 'object' && '#model' in value ? String(value['#model']) : value
