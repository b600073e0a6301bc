import { PeerupError } from './error.js'
import { type Entry, isMap, type Value, type View, viewOf } from './value.js'

/** A total order on values; 0 exactly if the two are the same TLA+ value, in any spelling. */
export function compareValues(a: Value, b: Value): number {
  return compareCanonical(canonical(a), canonical(b))
}

/** Whether two are the same TLA+ value, in any spelling. */
export function sameValue(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0
}

/**
 * The one spelling of a value: sets sorted and without duplicates, functions sorted by key, safe
 * integers as numbers. In TLA+ a sequence is a function on 1..n and a record a function on strings,
 * so a `#map` with such keys becomes an array or a record; the empty function becomes `[]`. Throws a
 * PeerupError `trace` as `viewOf`, and for a function with a repeated key.
 */
export function canonical(value: Value): Value {
  // Shortcut for the bulk of a snapshot: this runs for every value at every gate.
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

function integerOf(integer: bigint): Value {
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : { '#bigint': integer.toString() }
}

/** The canonical form of a function, from pairs of canonical values in any order. */
function functionOf(pairs: readonly Entry[]): Value {
  const sorted = [...pairs].sort(([a], [b]) => compareCanonical(a, b))
  const repeated = sorted.find(
    ([key], i) => i > 0 && compareCanonical(key, keyAt(sorted, i - 1)) === 0,
  )
  if (repeated !== undefined) {
    throw new PeerupError('trace', `expected a key once, got ${JSON.stringify(repeated[0])} twice`)
  }
  if (sorted.every(([key], index) => key === index + 1)) return sorted.map(([, result]) => result)
  // A field that reads as one of ITF's tags would make the record ambiguous.
  if (sorted.every(([key]) => typeof key === 'string' && !key.startsWith('#'))) {
    return Object.fromEntries(sorted)
  }
  return { '#map': sorted }
}

/** The canonical form of a record; its fields are distinct strings already. */
function recordOf(record: { readonly [field: string]: Value }): Value {
  const fields = Object.keys(record)
  if (fields.length === 0) return []
  return Object.fromEntries(fields.sort().map((field) => [field, canonical(record[field] ?? [])]))
}

const keyAt = (pairs: readonly Entry[], index: number): Value => pairs[index]?.[0] ?? false

const distinct = (sorted: readonly Value[]): Value[] =>
  sorted.filter(
    (value, index) => index === 0 || compareCanonical(value, sorted[index - 1] ?? false) !== 0,
  )

const kinds: readonly View['kind'][] = [
  'boolean',
  'integer',
  'string',
  'model',
  'sequence',
  'set',
  'function',
]

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

/** Sorts again: the pairs of a record come in the order of its fields. */
const sortedFlat = (pairs: readonly Entry[]): Value[] =>
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
