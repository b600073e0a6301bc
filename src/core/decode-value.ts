import { z } from 'zod'
import { canonical } from './canonical-value.js'
import { PeerupError } from './error.js'
import type { Value } from './value.js'

/** Parses ITF's encoding of a value, from a file or a program, to the canonical value. */
export const valueSchema = z.unknown().transform((data, context): Value => {
  try {
    return decodeValue(data)
  } catch (error) {
    if (!(error instanceof PeerupError)) throw error
    context.addIssue({ code: 'custom', message: error.message, input: data })
    return z.NEVER
  }
})

/** Throws a PeerupError `trace` that quotes the part of `data` that is no value. */
function decodeValue(data: unknown): Value {
  return canonical(decode(data))
}

function decode(data: unknown): Value {
  switch (typeof data) {
    case 'boolean':
    case 'string':
      return data
    case 'number':
      if (Number.isSafeInteger(data)) return data
      throw mismatch('a safe integer', data)
    case 'object':
      if (data === null) throw mismatch('a value', data)
      return Array.isArray(data) ? data.map(decode) : decodeObject(data)
    default:
      throw mismatch('a value', data)
  }
}

function decodeObject(data: object): Value {
  const fields = Object.entries(data)
  const [tag, content] = fields.find(([field]) => field.startsWith('#')) ?? []
  if (tag === undefined) {
    return Object.fromEntries(fields.map(([field, value]) => [field, decode(value)]))
  }
  if (fields.length > 1) throw mismatch(`${tag} alone in its object`, data)
  return decodeTagged(tag, content, data)
}

function decodeTagged(tag: string, content: unknown, data: object): Value {
  switch (tag) {
    case '#bigint':
      if (typeof content !== 'string' || !/^-?\d+$/.test(content)) throw mismatch('digits', data)
      return { '#bigint': content }
    case '#model':
      if (typeof content !== 'string' || content === '') throw mismatch('a name', data)
      return { '#model': content }
    case '#tup': // Apalache's spelling of a tuple; TLC prints tuples and sequences alike.
      return elements(content, data).map(decode)
    case '#set':
      return { '#set': elements(content, data).map(decode) }
    case '#map':
      return { '#map': elements(content, data).map((pair) => decodePair(pair)) }
    default:
      throw mismatch('#bigint, #set, #map, #tup, #model or a record', data)
  }
}

function decodePair(pair: unknown): readonly [Value, Value] {
  const parts = elements(pair, pair)
  if (parts.length !== 2) throw mismatch('a key and a value', pair)
  return [decode(parts[0]), decode(parts[1])]
}

function elements(content: unknown, data: unknown): unknown[] {
  if (Array.isArray(content)) return content
  throw mismatch('a list', data)
}

function mismatch(expected: string, actual: unknown): PeerupError {
  return new PeerupError('trace', `expected ${expected}, got ${JSON.stringify(actual)}`)
}
