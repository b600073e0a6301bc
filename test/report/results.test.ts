import { describe, expect, it } from 'vitest'
import {
  checkResult,
  modelIsAsExpected,
  modelRow as modelSchema,
  replayIsAsExpected,
  replayResult,
  replayRow as replaySchema,
  stepRow,
  subjectOf,
} from '../../src/report/results.js'
import { check, modelRow, replayRow } from './samples.js'

const row = modelRow(['v8', 'SendImpliesPeerUp', '1x1'], 'violated')
const replay = replayRow('v8', 'reproduced')
const step = {
  index: 3,
  performer: 'W#01-tx0',
  action: 'Bind',
  seen: 'anchored',
  differences: [
    {
      variable: 'peer',
      path: 'peer.W#01-tx0.socket',
      model: { '#set': [4] },
      native: null,
    },
  ],
}
const without = (object: object, field: string) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== field))
const { variant: _, ...unnamed } = { variant: '', ...replay }

describe('the schemas of the results', () => {
  it('accept a whole result, and give it back unchanged', () => {
    expect(checkResult.parse(check)).toEqual(check)
    const result = { format: 'peerup-replay/1', replay, steps: [step] }
    expect(replayResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
  })

  it.each([
    [
      'a model that did not run, and why',
      modelSchema,
      { ...row, verdict: 'not-run', why: 'no Java', states: null, depth: null, trace: null },
    ],
    ['a replay of a binary', replaySchema, { ...unnamed, binary: '/usr/bin/suricata' }],
    [
      'a difference that is explained',
      stepRow,
      { ...step, differences: [{ ...step.differences[0], because: '3 is 4' }] },
    ],
  ])('accept %s', (_, schema, data) => {
    expect(schema.parse(data)).toEqual(data)
  })

  it.each([
    ['an unknown field', modelSchema, { ...row, extra: 1 }],
    ['a missing field', modelSchema, without(row, 'states')],
    ['an unknown verdict', modelSchema, { ...row, verdict: 'maybe' }],
    ['an expectation that is no verdict of TLC', modelSchema, { ...row, expected: 'not-run' }],
    ['a negative count', modelSchema, { ...row, states: -1 }],
    ['a replay of nothing', replaySchema, unnamed],
    [
      'a replay of a variant and of a binary',
      replaySchema,
      { ...replay, binary: '/usr/bin/suricata' },
    ],
    ['a step that is no index', replaySchema, { ...replay, step: 1.5 }],
    ['an unknown afterwards', replaySchema, { ...replay, afterwards: 'maybe' }],
    ['an unknown way of seeing', stepRow, { ...step, seen: 'guessed' }],
    [
      'a difference that is no value',
      stepRow,
      { ...step, differences: [{ ...step.differences[0], model: 0.5 }] },
    ],
    ['another version', checkResult, { ...check, format: 'peerup-check/2' }],
    ['an invalid row inside', checkResult, { ...check, models: [{ ...row, depth: 'deep' }] }],
  ])('reject %s', (_, schema, data) => {
    expect(schema.safeParse(data).success).toBe(false)
  })
})

describe('as expected', () => {
  it.each([
    [true, row],
    [false, { ...row, expected: 'holds' as const }],
    [false, { ...row, why: 'distinct states: expected 409, got 410' }],
    [false, { ...row, verdict: 'not-run' as const }],
  ])('is %s of a model %#', (expected, given) => {
    expect(modelIsAsExpected(given)).toBe(expected)
  })

  it.each([
    [true, 'refused', 'refused'],
    [false, 'reproduced', 'refused'],
    [false, 'reproduced', 'not-run'],
    [true, 'unknown', 'refused'],
    [true, 'unknown', 'reproduced'],
    [false, 'unknown', 'diverged'],
  ] as const)(
    'is %s of a replay of which one expected %s and got %s, whatever it says',
    (is, expected, verdict) => {
      expect(replayIsAsExpected(replayRow('v8', verdict, { expected, why: 'a reason' }))).toBe(is)
    },
  )
})

it('a replay says what it was of', () => {
  expect(subjectOf(replay)).toBe('v8')
  expect(subjectOf(replaySchema.parse({ ...unnamed, binary: '/usr/bin/suricata' }))).toBe(
    '/usr/bin/suricata',
  )
})
