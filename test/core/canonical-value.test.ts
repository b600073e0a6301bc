import { describe, expect, it } from 'vitest'
import { canonical, compareValues, sameValue } from '../../src/core/canonical-value.js'
import type { Value } from '../../src/core/value.js'

/** Strictly ascending: one or more of each kind. */
const ascending: Value[] = [
  false,
  true,
  { '#bigint': '-9007199254740993' },
  -2,
  0,
  3,
  { '#bigint': '9007199254740992' },
  { '#bigint': '9007199254740993' },
  '',
  'a',
  'b',
  { '#model': 'a' },
  { '#model': 'b' },
  [],
  [1],
  [1, 1],
  [2],
  { '#set': [] },
  { '#set': [1, 5] },
  { '#set': [2] },
  { '#map': [[0, 1]] },
  { '#map': [[0, 2]] },
  { a: 1 },
  { a: 1, b: 0 },
  { a: 2 },
  { b: 0 },
]

describe('the order of values', () => {
  it('is total: one of two different values is smaller', () => {
    for (const [i, a] of ascending.entries()) {
      for (const [j, b] of ascending.entries()) {
        expect(Math.sign(compareValues(a, b)), JSON.stringify([a, b])).toBe(Math.sign(i - j))
      }
    }
  })

  it.each<[string, Value, Value]>([
    ['sets in any order, with repetitions', { '#set': [2, 1, 2] }, { '#set': [1, 2] }],
    [
      'sets of sets',
      { '#set': [{ '#set': [2, 1] }, { '#set': [1, 2] }] },
      { '#set': [{ '#set': [1, 2] }] },
    ],
    [
      'functions in any order',
      {
        '#map': [
          [5, 'b'],
          [0, 'a'],
        ],
      },
      {
        '#map': [
          [0, 'a'],
          [5, 'b'],
        ],
      },
    ],
    [
      'a function on strings and a record',
      {
        '#map': [
          ['b', 2],
          ['a', 1],
        ],
      },
      { a: 1, b: 2 },
    ],
    [
      'a function on 1..n and a sequence',
      {
        '#map': [
          [2, 'b'],
          [1, 'a'],
        ],
      },
      ['a', 'b'],
    ],
    ['the empty function and the empty sequence', { '#map': [] }, []],
    ['a record without fields and the empty sequence', {}, []],
    ['records in any order of fields', { b: 2, a: 1 }, { a: 1, b: 2 }],
    [
      'records whose fields read as numbers',
      { '10': 1, '9': 2 },
      {
        '#map': [
          ['9', 2],
          ['10', 1],
        ],
      },
    ],
    ['a small #bigint and a number', { '#bigint': '007' }, 7],
    ['zeros', -0, 0],
    [
      'functions with keys in different spellings',
      { '#map': [[{ '#bigint': '0' }, 1]] },
      { '#map': [[0, 1]] },
    ],
  ])('finds the same value: %s', (_, a, b) => {
    expect(sameValue(a, b)).toBe(true)
    expect(JSON.stringify(canonical(a))).toBe(JSON.stringify(canonical(b)))
  })

  it.each<[string, Value, Value]>([
    ['a string and a model value', 'a', { '#model': 'a' }],
    ['a sequence and a set', [1], { '#set': [1] }],
    ['1 and TRUE', 1, true],
    ['1 and "1"', 1, '1'],
    [
      'integers that round to the same number',
      { '#bigint': '9007199254740992' },
      { '#bigint': '9007199254740993' },
    ],
    [
      'a function on 0..1 and a sequence',
      {
        '#map': [
          [0, 'a'],
          [1, 'b'],
        ],
      },
      ['a', 'b'],
    ],
  ])('distinguishes %s', (_, a, b) => {
    expect(sameValue(a, b)).toBe(false)
  })

  it('keeps a canonical value as it is', () => {
    for (const value of ascending) expect(canonical(canonical(value))).toEqual(canonical(value))
  })

  it.each<[string, Value, RegExp]>([
    ['a fraction', 1.5, /expected a safe integer, got 1.5/],
    ['a number that JSON has rounded', 2 ** 53, /expected a safe integer, got 9007199254740992/],
    ['an unknown tag', { '#foo': 1 }, /expected #bigint, #set, #map, #model or a record, got #foo/],
    [
      'a repeated key',
      {
        '#map': [
          [1, 2],
          [{ '#bigint': '1' }, 3],
        ],
      },
      /expected a key once, got 1 twice/,
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => canonical(value)).toThrow(
      expect.objectContaining({ code: 'trace', message: expect.stringMatching(message) }),
    )
  })
})
