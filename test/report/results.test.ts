import { describe, expect, it } from 'vitest'
import { modelIsAsExpected, replayIsAsExpected } from '../../src/report/as-expected.js'
import {
  modelRow as modelSchema,
  replayResult,
  replayRow as replaySchema,
  stepRow,
  subjectOf,
} from '../../src/report/results.js'
import { checkResult } from '../../src/suricata/check-result.js'
import { check, engine, modelRow, replayRow } from './samples.js'

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
const ofBinary = {
  ...unnamed,
  binary: '/usr/bin/suricata',
  engine,
}

describe('the schemas of the results', () => {
  it('accept a whole result, and return it unchanged', () => {
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
    ['a replay of a binary', replaySchema, ofBinary],
    [
      'a refusal with a predicted step',
      replaySchema,
      { ...replay, expected: 'refused', predicted: 21, verdict: 'refused', step: 21 },
    ],
    ['a replay that is predicted to take every step', replaySchema, { ...replay, predicted: null }],
    ['a step of a loop', stepRow, { ...step, round: 3 }],
    [
      'a difference with a cause',
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
    ['an expectation that TLC cannot meet', modelSchema, { ...row, expected: 'not-run' }],
    ['a negative count', modelSchema, { ...row, states: -1 }],
    ['a replay without variant or binary', replaySchema, unnamed],
    ['a replay of a variant and of a binary', replaySchema, { ...ofBinary, variant: 'v8' }],
    ['a replay of a binary without its engine', replaySchema, without(ofBinary, 'engine')],
    ['a step that is not an index', replaySchema, { ...replay, step: 1.5 }],
    ['a predicted step that is not an index', replaySchema, { ...replay, predicted: 'all' }],
    ['a round before the first', stepRow, { ...step, round: 0 }],
    ['an unknown afterwards', replaySchema, { ...replay, afterwards: 'maybe' }],
    ['an unknown way to observe a step', stepRow, { ...step, seen: 'guessed' }],
    [
      'a difference with an invalid value',
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
    [true, 'unknown', 'diverged'],
    [false, 'unknown', 'timed-out'],
    [false, 'unknown', 'crashed'],
  ] as const)(
    'is %s of a replay with expectation %s and verdict %s, whatever its reason',
    (is, expected, verdict) => {
      expect(replayIsAsExpected(replayRow('v8', verdict, { expected, why: 'a reason' }))).toBe(is)
    },
  )

  // The model predicts the step at which the variant leaves the trace.
  it.each([
    [true, 'refused', 21],
    // The thread came to the trace's gate, and left another value.
    [true, 'diverged', 21],
    [false, 'refused', 20],
    [false, 'refused', 22],
    [false, 'diverged', 12],
    [false, 'refused', null],
    [false, 'reproduced', 21],
    [false, 'timed-out', 21],
    [false, 'crashed', 21],
    [false, 'error', 21],
    [false, 'not-run', null],
  ] as const)(
    'is %s of a replay with verdict %s at step %s, predicted at 21',
    (is, verdict, step) => {
      const predicted = { expected: 'refused', predicted: 21 } as const
      expect(replayIsAsExpected(replayRow('fix-a', verdict, { ...predicted, step }))).toBe(is)
    },
  )

  it.each([
    [true, 'reproduced', null],
    [false, 'refused', 3],
    [false, 'diverged', 3],
  ] as const)(
    'is %s of a replay with verdict %s that is predicted to take every step',
    (is, verdict, step) => {
      const predicted = { expected: 'reproduced', predicted: null } as const
      expect(replayIsAsExpected(replayRow('fix-a', verdict, { ...predicted, step }))).toBe(is)
    },
  )

  it('accepts any step of a refusal without a prediction', () => {
    const refused = { expected: 'refused', step: 7 } as const
    expect(replayIsAsExpected(replayRow('v7', 'refused', refused))).toBe(true)
    expect(replayIsAsExpected(replayRow('v7', 'diverged', refused))).toBe(false)
  })
})

it('the subject of a replay is its variant or binary', () => {
  expect(subjectOf(replay)).toBe('v8')
  expect(subjectOf(replaySchema.parse(ofBinary))).toBe('/usr/bin/suricata')
})
