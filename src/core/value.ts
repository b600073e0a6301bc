import { PeerupError } from './error.js'

/**
 * A TLA+ value in the encoding of ITF (Informal Trace Format, of Apalache): the one representation of
 * values from the reader of TLC's output to the comparison with a native snapshot.
 *
 * - booleans, strings, and safe integers are themselves
 * - `{"#bigint": "..."}` is any other integer
 * - an array is a TLA+ sequence or tuple (TLC prints both the same way)
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
  | { readonly '#map': readonly Entry[] }
  | { readonly '#model': string }
  | readonly Value[]
  | { readonly [field: string]: Value }

/** A key of a function and its value. */
export type Entry = readonly [Value, Value]

/** The variables of one state, by name. */
export type State = { readonly [variable: string]: Value }

/** A value without its encoding; the order of the kinds below is the order of values. */
export type View =
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'integer'; integer: bigint }
  | { kind: 'string'; text: string }
  | { kind: 'model'; text: string }
  | { kind: 'sequence'; elements: readonly Value[] }
  | { kind: 'set'; elements: readonly Value[] }
  | { kind: 'function'; pairs: readonly Entry[] }

/**
 * The kind of a TLA+ value and its parts; a record is a function. Throws a PeerupError `trace` for an
 * unsafe integer, a fraction or an unknown tag.
 */
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

/** Refuses a number that JSON has rounded: two different integers would be the same. */
function exact(number: number): bigint {
  if (Number.isSafeInteger(number)) return BigInt(number)
  throw new PeerupError('trace', `expected a safe integer, got ${number}`)
}

export const isSequence = (value: Value): value is readonly Value[] => Array.isArray(value)
export const isSet = (value: object): value is { '#set': readonly Value[] } =>
  Object.hasOwn(value, '#set')
export const isMap = (value: object): value is { '#map': readonly Entry[] } =>
  Object.hasOwn(value, '#map')
const isBigint = (value: object): value is { '#bigint': string } => Object.hasOwn(value, '#bigint')
const isModel = (value: object): value is { '#model': string } => Object.hasOwn(value, '#model')
