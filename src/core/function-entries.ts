import { type Entry, isMap, isSequence, isSet, type Value } from './value.js'

export type { Entry } from './value.js'

/** The pairs of a function in any spelling (sequence, record, `#map`); null for another value. */
export function entriesOf(value: Value): readonly Entry[] | null {
  if (typeof value !== 'object') return null
  if (isSequence(value)) return value.map((element, index) => [index + 1, element])
  if (isMap(value)) return value['#map']
  if (Object.keys(value).some((field) => field.startsWith('#'))) return null
  return Object.entries(value)
}

/** The elements of a set; null for another value. */
export function elementsOf(value: Value): readonly Value[] | null {
  return typeof value === 'object' && isSet(value) ? value['#set'] : null
}

/** The name of a key that is a string, a model value or an integer; null for another key. */
export function nameOfKey(key: Value): string | null {
  if (typeof key === 'string') return key
  if (typeof key === 'number') return String(key)
  if (typeof key === 'object' && '#model' in key) return String(key['#model'])
  return null
}
