import type { Value } from './value.js'

export type Entry = readonly [Value, Value]

/** The pairs of a function, however it is written (sequence, record, `#map`); null if it is none. */
export function entriesOf(value: Value): readonly Entry[] | null {
  if (typeof value !== 'object') return null
  if (isSequence(value)) return value.map((element, index) => [index + 1, element])
  if (isMap(value)) return value['#map']
  if (Object.keys(value).some((field) => field.startsWith('#'))) return null
  return Object.entries(value)
}

/** The elements of a set; null if it is none. */
export function elementsOf(value: Value): readonly Value[] | null {
  return typeof value === 'object' && isSet(value) ? value['#set'] : null
}

/** A key as a name: a string, a model value or an integer; null if it is something else. */
export function nameOfKey(key: Value): string | null {
  if (typeof key === 'string') return key
  if (typeof key === 'number') return String(key)
  if (typeof key === 'object' && '#model' in key) return String(key['#model'])
  return null
}

const isSequence = (value: Value): value is readonly Value[] => Array.isArray(value)
const isMap = (value: object): value is { '#map': Entry[] } => Object.hasOwn(value, '#map')
const isSet = (value: object): value is { '#set': readonly Value[] } => Object.hasOwn(value, '#set')
