import { beforeAll, describe, expect, it } from 'vitest'
import { notRunRow, planReplays } from '../../src/check/plan-replays.js'
import { readMapping } from '../../src/core/mapping.js'
import { type Trace, traceName } from '../../src/core/trace.js'
import { readTrace } from '../../src/core/trace-file.js'
import { replayIsAsExpected } from '../../src/report/as-expected.js'
import { type ModelRow, replayRow } from '../../src/report/results.js'
import type { Prediction } from '../../src/tlc/follow/predict.js'
import { counterexample, mappingFile } from './traces.js'

let race: Trace
beforeAll(async () => {
  const file = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
  race = readTrace(file, readMapping(mappingFile))
})

const row = (variant: string, more: Partial<ModelRow> = {}): ModelRow => ({
  model: `${variant}.clean-start.1x1`,
  variant,
  scenario: 'clean-start',
  topology: '1x1',
  property: 'SendImpliesPeerUp',
  expected: 'holds',
  verdict: 'holds',
  states: 1,
  depth: 1,
  seconds: 0,
  trace: null,
  ...more,
})

describe('the plan of replays without predictions', () => {
  it('expects the own variant to reproduce, and those to refuse where the property holds', () => {
    const rows = [
      row('v8', { verdict: 'violated' }),
      row('v7'),
      row('fix-a'),
      // These decide nothing: violated too, without a verdict, or of another model or property.
      row('fix-b', { verdict: 'violated' }),
      row('revert', { verdict: 'error' }),
      row('fix-b', { topology: '2x1' }),
      row('fix-b', { scenario: 'flap' }),
      row('fix-b', { property: 'TypeOK' }),
    ]
    const plan = planReplays([race], rows, new Map())
    expect(plan).toEqual([
      { trace: race, variant: 'v8', expected: 'reproduced' },
      { trace: race, variant: 'v7', expected: 'refused' },
      { trace: race, variant: 'fix-a', expected: 'refused' },
    ])
  })
})

describe('the plan of replays with predictions', () => {
  const checked = ['v7', 'v8', 'fix-a', 'fix-b'].map((variant) => row(variant))
  const plan = (prediction: Prediction, rows: readonly ModelRow[] = checked) =>
    planReplays([race], rows, new Map([[traceName(race), prediction]]))
  const left: Prediction = new Map([
    ['v7', 3],
    ['v8', null],
    ['fix-a', 21],
    ['fix-b', null],
  ])

  it('expects every variant to refuse the trace at the step that it lacks, or to reproduce it', () => {
    expect(plan(left)).toEqual([
      { trace: race, variant: 'v8', expected: 'reproduced' },
      { trace: race, variant: 'v7', expected: 'refused', predicted: 3 },
      { trace: race, variant: 'fix-a', expected: 'refused', predicted: 21 },
      { trace: race, variant: 'fix-b', expected: 'reproduced', predicted: null },
    ])
  })

  it('depends on the steps alone, because a variant may violate the property elsewhere', () => {
    const violated = checked.map((one) => ({ ...one, verdict: 'violated' as const }))
    expect(plan(left, violated)).toEqual(plan(left))
  })

  it('leaves out unchecked variants', () => {
    const few = plan(left, [row('v8'), row('fix-a')])
    expect(few.map(({ variant }) => variant)).toEqual(['v8', 'fix-a'])
  })

  it('plans a trace without a prediction as if there were no predictions', () => {
    const predictions = new Map([['another.trace.1x1.TypeOK', left]])
    expect(planReplays([race], checked, predictions)).toEqual(
      planReplays([race], checked, new Map()),
    )
  })
})

describe('a replay that was not run', () => {
  it('keeps its expectation, and is not as expected', () => {
    const planned = { trace: race, variant: 'fix-a', expected: 'refused', predicted: 21 } as const
    const missed = notRunRow(planned, 'no permission')
    expect(replayRow.parse(missed)).toMatchObject({
      trace: 'v8.clean-start.1x1.SendImpliesPeerUp',
      ...{ expected: 'refused', predicted: 21, verdict: 'not-run', why: 'no permission' },
    })
    expect(replayIsAsExpected(missed)).toBe(false)
  })

  it('has no predicted step if its plan has none', () => {
    const missed = notRunRow(
      { trace: race, variant: 'v8', expected: 'reproduced' },
      'no permission',
    )
    expect(Object.hasOwn(missed, 'predicted')).toBe(false)
  })
})
