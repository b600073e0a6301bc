import { describe, expect, it } from 'vitest'
import type { Mapping } from '../../../src/core/mapping.js'
import type { State } from '../../../src/core/value.js'
import { compareStates } from '../../../src/replay/compare/compare.js'
import type { Pairs } from '../../../src/replay/compare/one-to-one.js'
import { mapping as toy } from '../machine/toy.js'

const mapping: Mapping = {
  ...toy,
  bounds: ['budget'],
  bijections: {
    descriptor: { fixed: [[0, 0]], paths: ['peer.*.socket', 'table.#key'] },
    cookie: { fixed: [[0, 0]], paths: ['table.*'] },
  },
}
const compare = (model: State, native: State, pairs: Pairs = {}) =>
  compareStates(model, native, mapping, pairs)
const differences = (model: State, native: State, pairs: Pairs = {}) =>
  compare(model, native, pairs).differences

const equal: [string, State, State][] = [
  ['a record and a #map with the same string keys', { v: { a: 1 } }, { v: { '#map': [['a', 1]] } }],
  [
    'a sequence and a #map on 1..n',
    { v: [7, 8] },
    {
      v: {
        '#map': [
          [2, 8],
          [1, 7],
        ],
      },
    },
  ],
  ['sets in another order', { v: { '#set': [1, 2] } }, { v: { '#set': [2, 1] } }],
  ['a model value and its name', { v: { '#model': 'none' } }, { v: 'none' }],
  [
    'functions of model values and of their names',
    { v: { '#map': [[{ '#model': 't' }, 1]] } },
    { v: { t: 1 } },
  ],
  ['an empty function and an empty record', { v: [] }, { v: {} }],
  ['a #bigint and a number of the same value', { v: { '#bigint': '5' } }, { v: 5 }],
  ['states that differ in the control variable alone', { pc: { t: 'Go' }, v: 1 }, { v: 1 }],
  ['states that differ in a bound of the model alone', { budget: 2, v: 1 }, { v: 1 }],
  ['states that differ in the program’s extra alone', { v: 1 }, { v: 1, extra: { pid: 3 } }],
]

const different: [string, State, State, object[]][] = [
  ['another number', { v: 1 }, { v: 2 }, [{ variable: 'v', path: 'v', model: 1, native: 2 }]],
  ['a text instead of a number', { v: 1 }, { v: '1' }, [{ path: 'v', model: 1, native: '1' }]],
  [
    'another value in a nested field',
    { v: { a: { b: 1 } } },
    { v: { a: { b: 2 } } },
    [{ variable: 'v', path: 'v.a.b' }],
  ],
  ['a missing variable', { v: 1, w: 2 }, { v: 1 }, [{ variable: 'w', model: 2, native: null }]],
  ['an unknown variable', { v: 1 }, { v: 1, w: 2 }, [{ variable: 'w', model: null, native: 2 }]],
  [
    'the control variable in a snapshot',
    { pc: { t: 'Go' } },
    { pc: { t: 'Go' } },
    [{ variable: 'pc', model: null }],
  ],
  [
    'a bound of the model in a snapshot',
    { budget: 2 },
    { budget: 2 },
    [{ variable: 'budget', model: null, native: 2 }],
  ],
  [
    'a missing key',
    { v: { a: 1, b: 2 } },
    { v: { a: 1 } },
    [{ path: 'v.b', model: 2, native: null }],
  ],
  [
    'an unknown key',
    { v: { a: 1 } },
    { v: { a: 1, b: 2 } },
    [{ path: 'v.b', model: null, native: 2 }],
  ],
  [
    'a textual key instead of a numeric one',
    { v: { '#map': [[5, 1]] } },
    { v: { 5: 1 } },
    [{ model: 1 }, { native: 1 }],
  ],
  [
    'several other variables, in alphabetic order',
    { w: 1, v: 1 },
    { w: 2, v: 2 },
    [{ path: 'v' }, { path: 'w' }],
  ],
]

describe('compareStates', () => {
  it.each(equal)('finds no difference between %s', (_, model, native) => {
    expect(differences(model, native)).toEqual([])
  })

  it.each(different)('finds %s', (_, model, native, expected) => {
    const found = differences(model, native)
    expect(found).toMatchObject(expected)
    expect(found).toHaveLength(expected.length)
  })
})

const peer = (...sockets: number[]): State => ({
  peer: Object.fromEntries(sockets.map((socket, index) => [`t${index}`, { socket }])),
})
const known: Pairs = {
  descriptor: [
    [0, 0],
    [1, 5],
  ],
  cookie: [[0, 0]],
}

describe('a bijection', () => {
  it('starts from its fixed pairs and grows by new numbers', () => {
    expect(compare(peer(0, 1, 2), peer(0, 5, 4)).pairs).toEqual({
      descriptor: [
        [0, 0],
        [1, 5],
        [2, 4],
      ],
      cookie: [[0, 0]],
    })
  })

  it('does not change the earlier pairs', () => {
    const before = structuredClone(known)
    compare(peer(2), peer(7), known)
    expect(known).toEqual(before)
  })

  it('finds a model number with another native partner than before', () => {
    expect(differences(peer(1), peer(6), known)).toEqual([
      {
        variable: 'peer',
        path: 'peer.t0.socket',
        model: 1,
        native: 6,
        because: 'descriptor 1 of the model is 5 of the program',
      },
    ])
  })

  it('finds two model numbers for one native one', () => {
    expect(differences(peer(2), peer(5), known)).toMatchObject([
      { model: 2, native: 5, because: 'descriptor 1 of the model is 5 of the program' },
    ])
  })

  it('finds a second partner within one comparison', () => {
    expect(differences(peer(2, 2), peer(7, 8))).toMatchObject([{ path: 'peer.t1.socket' }])
    expect(differences(peer(2, 3), peer(7, 7))).toMatchObject([{ path: 'peer.t1.socket' }])
  })

  it('finds another number in the place of a fixed one', () => {
    expect(differences(peer(0), peer(3))).toMatchObject([{ model: 0, native: 3 }])
    expect(differences(peer(3), peer(0))).toMatchObject([{ model: 3, native: 0 }])
  })

  it('holds for integers beyond the exact range of numbers', () => {
    const table = (cookie: string) => ({ table: { '#map': [[0, { '#bigint': cookie }]] } }) as const
    const { pairs } = compare({ table: { '#map': [[0, 7]] } }, table('9007199254740993'))
    expect(pairs.cookie).toEqual([
      [0, 0],
      [7, { '#bigint': '9007199254740993' }],
    ])
    expect(
      differences({ table: { '#map': [[0, 7]] } }, table('9007199254740995'), pairs),
    ).toHaveLength(1)
  })

  it('finds a text in the place of a number', () => {
    expect(differences(peer(1), { peer: { t0: { socket: 'none' } } })).toHaveLength(1)
  })
})

const table = (...entries: [number, number][]): State => ({ table: { '#map': entries } })

describe('a function keyed by paired numbers', () => {
  it('matches keys that other variables paired in the same comparison', () => {
    const model = { ...peer(1, 2), ...table([0, 0], [1, 1], [2, 2]) }
    const native = { ...peer(9, 8), ...table([0, 0], [8, 70], [9, 71]) }
    const { differences: found, pairs } = compare(model, native)
    expect(found).toEqual([])
    expect(pairs.cookie).toEqual([
      [0, 0],
      [1, 71],
      [2, 70],
    ])
  })

  it('pairs a single new key', () => {
    expect(compare(table([0, 0], [1, 1]), table([0, 0], [6, 60])).pairs.descriptor).toEqual([
      [0, 0],
      [1, 6],
    ])
  })

  it('throws if several keys are new', () => {
    expect(() => compare(table([1, 1], [2, 2]), table([6, 60], [7, 70]))).toThrow(
      'expected one new key of table at a time, got 1, 2 in the model, 6, 7 in the program',
    )
  })

  it('finds a key that one side lacks', () => {
    expect(differences(table([0, 0]), table([0, 0], [6, 60]))).toMatchObject([
      { path: 'table.6', model: null, native: 60 },
    ])
    expect(differences(table([0, 0], [1, 1]), table([0, 0]))).toMatchObject([
      { path: 'table.1', model: 1, native: null },
    ])
  })

  it('finds a key with another partner', () => {
    const found = differences(table([0, 0], [1, 1]), table([0, 0], [6, 60]), known)
    expect(found).toMatchObject([
      { path: 'table.1', model: 1, native: null },
      { path: 'table.6', model: null, native: 60 },
    ])
  })

  it('finds a reused number that belongs to another socket', () => {
    const pairs = {
      descriptor: [
        [0, 0],
        [1, 5],
      ],
      cookie: [
        [0, 0],
        [1, 60],
      ],
    } as const
    expect(differences(table([1, 1]), table([5, 61]), pairs)).toMatchObject([
      {
        path: 'table.1',
        model: 1,
        native: 61,
        because: 'cookie 1 of the model is 60 of the program',
      },
    ])
  })
})

describe('an observed variable', () => {
  const observed: Mapping = { ...mapping, observed: { order: 'queue' } }
  const model: State = { order: { desk: ['a', 'b'], hall: ['c', 'd'] } }
  const differencesOf = (native: State) =>
    compareStates(model, native, observed, {}).differences.map(({ path, model, native }) => ({
      path,
      model,
      native,
    }))

  it.each([
    ['nothing', {}],
    ['no key', { order: {} }],
    ['one key', { order: { hall: ['c', 'd'] } }],
    ['all keys', { order: { desk: ['a', 'b'], hall: ['c', 'd'] } }],
  ] as [string, State][])('agrees if the program shows %s of it', (_, native) => {
    expect(differencesOf(native)).toEqual([])
  })

  it('differs at the keys that the program shows', () => {
    expect(differencesOf({ order: { hall: ['d', 'c'] } })).toEqual([
      { path: 'order.hall.1', model: 'c', native: 'd' },
      { path: 'order.hall.2', model: 'd', native: 'c' },
    ])
  })

  it('differs if it is longer or shorter than the model has it, or has a key of its own', () => {
    expect(differencesOf({ order: { hall: ['c'] } })).toEqual([
      { path: 'order.hall.2', model: 'd', native: null },
    ])
    expect(differencesOf({ order: { attic: ['e'] } })).toEqual([
      { path: 'order.attic', model: null, native: ['e'] },
    ])
  })
})
