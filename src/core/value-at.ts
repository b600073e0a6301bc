import { entriesOf, nameOfKey } from './function-entries.js'
import { type Mapping, related } from './mapping.js'
import type { State, Value } from './value.js'

/**
 * The value at a path of the mapping, such as `peer.peer.state`; undefined for a missing one. The first
 * segment is a variable; after it `self` is the performer and a relation's name the related thread.
 * Throws a PeerupError `mapping` if a relation has no pattern for the performer.
 */
export function valueAt(
  state: State,
  path: string,
  mapping: Mapping,
  self: string,
): Value | undefined {
  const [variable = '', ...rest] = path.split('.')
  let value = Object.hasOwn(state, variable) ? state[variable] : undefined
  for (const segment of rest) {
    if (value !== undefined) value = member(value, keyOf(segment, mapping, self))
  }
  return value
}

function keyOf(segment: string, mapping: Mapping, self: string): string {
  if (segment === 'self') return self
  return Object.hasOwn(mapping.relations, segment) ? related(mapping, segment, self) : segment
}

/** The value of a function at a key: a record's field, or a sequence's index from 1. */
function member(value: Value, key: string): Value | undefined {
  return entriesOf(value)?.find(([name]) => nameOfKey(name) === key)?.[1]
}
