import { canonical, sameValue } from '../../core/canonical-value.js'
import type { State, Value } from '../../core/value.js'
import { type Cursor, createCursor, unexpected } from './cursor.js'
import { type Place, type Token, tokenize } from './tokens.js'

const start: Place = { line: 1, column: 1 }

/** More than any state holds: TLC prints intervals unexpanded, and a huge one would fill the memory. */
const longestInterval = 100_000n

/** TLC prints these for sets that it does not enumerate; they are no model values. */
const reserved = new Set([
  'Nat',
  'Int',
  'Real',
  'STRING',
  'BOOLEAN',
  'SUBSET',
  'UNION',
  'DOMAIN',
  'Seq',
])

/**
 * Parses a printed value to its canonical form. `at` is the text's place in TLC's output. Throws a
 * PeerupError `tlc` with line and column.
 */
export function parseValue(text: string, at: Place = start): Value {
  const cursor = createCursor(tokenize(text, at))
  const value = readValue(cursor)
  cursor.expectEnd()
  return canonical(value)
}

/**
 * Parses a printed state: `/\ var = value` for each variable; a single variable has no `/\`. Throws as
 * `parseValue`.
 */
export function parseState(text: string, at: Place = start): State {
  const cursor = createCursor(tokenize(text, at))
  const variables = new Map<string, Value>()
  do {
    const listed = cursor.accept('/\\')
    if (!listed && variables.size > 0) throw unexpected('/\\', cursor.take())
    const name = cursor.takeName('a variable')
    if (variables.has(name.text)) throw unexpected('each variable once', name)
    cursor.expect('=')
    variables.set(name.text, canonical(readValue(cursor)))
  } while (!cursor.atEnd())
  return Object.fromEntries(variables)
}

function readValue(cursor: Cursor): Value {
  const token = cursor.take()
  if (token.kind === 'string') return token.text
  if (token.kind === 'number') return readInteger(cursor, token, token.text)
  if (token.kind === 'name') return named(token)
  if (token.kind === 'end') throw unexpected('a value', token)
  switch (token.text) {
    case '-':
      return readInteger(cursor, token, `-${takeDigits(cursor)}`)
    case '<<':
      return readList(cursor, '>>')
    case '{':
      return { '#set': readList(cursor, '}') }
    case '[':
      return readRecord(cursor)
    case '(':
      return readFunction(cursor)
    default:
      throw unexpected('a value', token)
  }
}

function named(token: Token): Value {
  if (token.text === 'TRUE') return true
  if (token.text === 'FALSE') return false
  if (reserved.has(token.text)) throw unexpected('an enumerated value', token)
  return { '#model': token.text }
}

function readInteger(cursor: Cursor, token: Token, digits: string): Value {
  if (!cursor.accept('..')) return { '#bigint': digits }
  const sign = cursor.accept('-') ? '-' : ''
  return { '#set': interval(BigInt(digits), BigInt(sign + takeDigits(cursor)), token) }
}

function takeDigits(cursor: Cursor): string {
  const token = cursor.take()
  if (token.kind !== 'number') throw unexpected('digits', token)
  return token.text
}

function interval(low: bigint, high: bigint, token: Token): Value[] {
  const length = high < low ? 0n : high - low + 1n
  if (length > longestInterval)
    throw unexpected(`at most ${longestInterval} elements in an interval`, token)
  return Array.from({ length: Number(length) }, (_, index) => ({
    '#bigint': (low + BigInt(index)).toString(),
  }))
}

function readList(cursor: Cursor, close: string): Value[] {
  const elements: Value[] = []
  if (cursor.accept(close)) return elements
  do elements.push(readValue(cursor))
  while (cursor.accept(','))
  cursor.expect(close)
  return elements
}

function readRecord(cursor: Cursor): Value {
  const fields = new Map<string, Value>()
  do {
    const field = cursor.takeName('a field')
    if (fields.has(field.text)) throw unexpected('each field once', field)
    cursor.expect('|->')
    fields.set(field.text, readValue(cursor))
  } while (cursor.accept(','))
  cursor.expect(']')
  return Object.fromEntries(fields)
}

function readFunction(cursor: Cursor): Value {
  const pairs: [Value, Value][] = []
  do {
    const key = readValue(cursor)
    const arrow = cursor.take()
    if (arrow.kind !== 'symbol' || arrow.text !== ':>') throw unexpected(':>', arrow)
    if (pairs.some(([other]) => sameValue(other, key)))
      throw unexpected('each argument once', arrow)
    pairs.push([key, readValue(cursor)])
  } while (cursor.accept('@@'))
  cursor.expect(')')
  return { '#map': pairs }
}
