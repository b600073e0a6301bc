import { z } from 'zod'
import { PeerupError } from './error.js'
import { canonical, type Value } from './value.js'

/** A value in ITF's encoding, as it comes from a file or a program; the result is canonical. */
export const valueSchema = z.unknown().transform((data, context): Value => {
  try {
    return decodeValue(data)
  } catch (error) {
    if (!(error instanceof PeerupError)) throw error
    context.addIssue({ code: 'custom', message: error.message, input: data })
    return z.NEVER
  }
})

/** Throws a PeerupError `trace` that says what in `data` is no value. */
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
      throw wrong('an integer that a number holds exactly', data)
    case 'object':
      if (data === null) throw wrong('a value', data)
      return Array.isArray(data) ? data.map(decode) : decodeObject(data)
    default:
      throw wrong('a value', data)
  }
}

function decodeObject(data: object): Value {
  const fields = Object.entries(data)
  const [tag, content] = fields.find(([field]) => field.startsWith('#')) ?? []
  if (tag === undefined) {
    return Object.fromEntries(fields.map(([field, value]) => [field, decode(value)]))
  }
  if (fields.length > 1) throw wrong(`${tag} alone in its object`, data)
  return decodeTagged(tag, content, data)
}

function decodeTagged(tag: string, content: unknown, data: object): Value {
  switch (tag) {
    case '#bigint':
      if (typeof content !== 'string' || !/^-?\d+$/.test(content)) throw wrong('digits', data)
      return { '#bigint': content }
    case '#model':
      if (typeof content !== 'string' || content === '') throw wrong('a name', data)
      return { '#model': content }
    case '#tup': // Apalache's spelling of a tuple; TLC prints tuples and sequences alike.
      return elements(content, data).map(decode)
    case '#set':
      return { '#set': elements(content, data).map(decode) }
    case '#map':
      return { '#map': elements(content, data).map((pair) => decodePair(pair)) }
    default:
      throw wrong('#bigint, #set, #map, #tup, #model or a record', data)
  }
}

function decodePair(pair: unknown): readonly [Value, Value] {
  const parts = elements(pair, pair)
  if (parts.length !== 2) throw wrong('a key and a value', pair)
  return [decode(parts[0]), decode(parts[1])]
}

function elements(content: unknown, data: unknown): unknown[] {
  if (Array.isArray(content)) return content
  throw wrong('a list', data)
}

function wrong(expected: string, came: unknown): PeerupError {
  return new PeerupError('trace', `expected ${expected}, got ${JSON.stringify(came)}`)
}
