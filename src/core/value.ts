import { PeerupError } from './error.js'

/**
 * A TLA+ value in the encoding of ITF (Informal Trace Format): the one representation of values from
 * the reader of TLC's output to the comparison with a native snapshot.
 *
 * - booleans, strings, and integers that a JSON number holds exactly stand for themselves
 * - `{"#bigint": "..."}` is any other integer
 * - an array is a TLA+ sequence or tuple (TLC prints both alike)
 * - `{"#set": [...]}` is a set, its elements in canonical order
 * - `{"#map": [[key, value], ...]}` is a function, its pairs in canonical order of their keys
 * - `{"#model": "kitchen"}` is a TLC model value (our one extension: ITF has no form for it)
 * - any other object is a record
 */
export type Value =
  | boolean
  | number
  | string
  | { readonly '#bigint': string }
  | { readonly '#set': readonly Value[] }
  | { readonly '#map': readonly (readonly [Value, Value])[] }
  | { readonly '#model': string }
  | readonly Value[]
  | { readonly [field: string]: Value }

/** The variables of one state, by name. */
export type State = { readonly [variable: string]: Value }

/** A total order on values; 0 exactly when the two are the same TLA+ value, however they are written. */
export function compareValues(a: Value, b: Value): number {
  return compareCanonical(canonical(a), canonical(b))
}

/** Whether two are the same TLA+ value, however they are written. */
export function sameValue(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0
}

/**
 * The one spelling of a value: sets sorted and without duplicates, functions sorted by key, integers
 * as numbers where a number holds them. In TLA+ a sequence is a function on 1..n and a record a
 * function on strings, so a `#map` with such keys becomes an array or a record (no fields: `[]`).
 */
export function canonical(value: Value): Value {
  // What a snapshot is full of, without a detour: this runs for every value at every gate.
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  const view = viewOf(value)
  switch (view.kind) {
    case 'boolean':
    case 'string':
    case 'model':
      return value
    case 'integer':
      return integerOf(view.integer)
    case 'sequence':
      return view.elements.map(canonical)
    case 'set':
      return { '#set': distinct(view.elements.map(canonical).sort(compareCanonical)) }
    case 'function':
      return isMap(value as object)
        ? functionOf(view.pairs.map(([key, result]) => [canonical(key), canonical(result)]))
        : recordOf(value as { readonly [field: string]: Value })
  }
}

type Pair = readonly [Value, Value]

/** What a value is, without the encoding; the order of the kinds below is the order of values. */
export type View =
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'integer'; integer: bigint }
  | { kind: 'string'; text: string }
  | { kind: 'model'; text: string }
  | { kind: 'sequence'; elements: readonly Value[] }
  | { kind: 'set'; elements: readonly Value[] }
  | { kind: 'function'; pairs: readonly Pair[] }

const kinds: readonly View['kind'][] = [
  'boolean',
  'integer',
  'string',
  'model',
  'sequence',
  'set',
  'function',
]

/** What kind of TLA+ value it is, and its parts. Throws a PeerupError `trace` for a number that JSON cannot hold exactly. */
export function viewOf(value: Value): View {
  if (typeof value === 'boolean') return { kind: 'boolean', boolean: value }
  if (typeof value === 'number') return { kind: 'integer', integer: exact(value) }
  if (typeof value === 'string') return { kind: 'string', text: value }
  if (isSequence(value)) return { kind: 'sequence', elements: value }
  return viewOfObject(value)
}

function viewOfObject(value: Exclude<Value, boolean | number | string | readonly Value[]>): View {
  if (isBigint(value)) return { kind: 'integer', integer: BigInt(value['#bigint']) }
  if (isSet(value)) return { kind: 'set', elements: value['#set'] }
  if (isMap(value)) return { kind: 'function', pairs: value['#map'] }
  if (isModel(value)) return { kind: 'model', text: value['#model'] }
  const tag = Object.keys(value).find((field) => field.startsWith('#'))
  if (tag !== undefined) {
    throw new PeerupError('trace', `expected #bigint, #set, #map, #model or a record, got ${tag}`)
  }
  return { kind: 'function', pairs: Object.entries(value) }
}

const isSequence = (value: Value): value is readonly Value[] => Array.isArray(value)
const isBigint = (value: object): value is { '#bigint': string } => Object.hasOwn(value, '#bigint')
const isSet = (value: object): value is { '#set': Value[] } => Object.hasOwn(value, '#set')
const isMap = (value: object): value is { '#map': Pair[] } => Object.hasOwn(value, '#map')
const isModel = (value: object): value is { '#model': string } => Object.hasOwn(value, '#model')

/** A number that JSON has rounded already is no value: two different ones would look the same. */
function exact(number: number): bigint {
  if (Number.isSafeInteger(number)) return BigInt(number)
  throw new PeerupError('trace', `expected an integer that a number holds exactly, got ${number}`)
}

function integerOf(integer: bigint): Value {
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : { '#bigint': integer.toString() }
}

/** The canonical form of a function, given its pairs of canonical values in any order. */
function functionOf(pairs: readonly Pair[]): Value {
  const sorted = [...pairs].sort(([a], [b]) => compareCanonical(a, b))
  const repeated = sorted.find(
    ([key], i) => i > 0 && compareCanonical(key, keyAt(sorted, i - 1)) === 0,
  )
  if (repeated !== undefined) {
    throw new PeerupError('trace', `expected a key once, got ${JSON.stringify(repeated[0])} twice`)
  }
  if (sorted.every(([key], index) => key === index + 1)) return sorted.map(([, result]) => result)
  // A record cannot have a field that reads as one of ITF's tags.
  if (sorted.every(([key]) => typeof key === 'string' && !key.startsWith('#'))) {
    return Object.fromEntries(sorted)
  }
  return { '#map': sorted }
}

/** The canonical form of a record: its fields are strings already, and each is there once. */
function recordOf(record: { readonly [field: string]: Value }): Value {
  const fields = Object.keys(record)
  if (fields.length === 0) return []
  return Object.fromEntries(fields.sort().map((field) => [field, canonical(record[field] ?? [])]))
}

const keyAt = (pairs: readonly Pair[], index: number): Value => pairs[index]?.[0] ?? false

const distinct = (sorted: readonly Value[]): Value[] =>
  sorted.filter(
    (value, index) => index === 0 || compareCanonical(value, sorted[index - 1] ?? false) !== 0,
  )

function compareCanonical(a: Value, b: Value): number {
  const [left, right] = [viewOf(a), viewOf(b)]
  if (left.kind === 'boolean' && right.kind === 'boolean')
    return compare(left.boolean, right.boolean)
  if (left.kind === 'integer' && right.kind === 'integer')
    return compare(left.integer, right.integer)
  if (left.kind === 'string' && right.kind === 'string') return compare(left.text, right.text)
  if (left.kind === 'model' && right.kind === 'model') return compare(left.text, right.text)
  if ('elements' in left && 'elements' in right && left.kind === right.kind) {
    return compareLists(left.elements, right.elements)
  }
  if (left.kind === 'function' && right.kind === 'function') {
    return compareLists(sortedFlat(left.pairs), sortedFlat(right.pairs))
  }
  return compare(kinds.indexOf(left.kind), kinds.indexOf(right.kind))
}

/** The pairs of a record come in the order of its fields, whatever that is: sort them again. */
const sortedFlat = (pairs: readonly Pair[]): Value[] =>
  [...pairs].sort(([a], [b]) => compareCanonical(a, b)).flat()

/** Lexicographic; a proper prefix is smaller. */
function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, element] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    const order = compareCanonical(element, other)
    if (order !== 0) return order
  }
  return compare(a.length, b.length)
}

function compare<T extends boolean | number | bigint | string>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
