import { describe, expect, it } from 'vitest'
import { predictionTable } from '../../src/report/prediction-table.js'
import { replayMatrix } from '../../src/report/replay-matrix.js'
import type { ReplayRow } from '../../src/report/results.js'
import { check, replayRow } from './samples.js'

const own = replayRow('v8', 'reproduced', { trace: 'v8.clean-start.1x1.SendImpliesPeerUp' })

/** A replay of v8's counterexample, with the predicted step where the variant leaves it, or null. */
const predicted = (
  variant: string,
  step: number | null,
  verdict: ReplayRow['verdict'],
  at: number | null,
): ReplayRow =>
  replayRow(variant, verdict, {
    trace: own.trace,
    expected: step === null ? 'reproduced' : 'refused',
    predicted: step,
    step: at,
    action: 'Guard',
  })

describe('predictionTable', () => {
  it('sets predictions beside observations, with a row for each counterexample', () => {
    const rows = [
      own,
      predicted('v7', 3, 'refused', 3),
      predicted('fix-a', 21, 'refused', 21),
      // Reproduced: the step is the last one.
      predicted('fix-b', null, 'reproduced', 24),
    ]
    expect(predictionTable(rows)).toBe(
      [
        '| counterexample                       | v8  | v7    | fix-a   | fix-b     |',
        '| ------------------------------------ | --- | ----- | ------- | --------- |',
        '| v8.clean-start.1x1.SendImpliesPeerUp |     | 3 / 3 | 21 / 21 | all / all |',
      ].join('\n'),
    )
  })

  it.each<[string, ReplayRow, string]>([
    ['an earlier step', predicted('fix-a', 21, 'refused', 12), '! 21 / 12'],
    ['a later step', predicted('fix-a', 21, 'refused', 22), '! 21 / 22'],
    ['an unpredicted reproduction', predicted('fix-a', 21, 'reproduced', 24), '! 21 / all'],
    ['an unpredicted refusal', predicted('fix-a', null, 'refused', 21), '! all / 21'],
    [
      'another value at another step',
      predicted('fix-a', 21, 'diverged', 12),
      '! 21 / diverged at 12',
    ],
    ['a program that crashed', predicted('fix-a', 21, 'crashed', 21), '! 21 / crashed at 21'],
    ['a replay that did not run', predicted('fix-a', 21, 'not-run', null), '! 21 / not-run'],
  ])('marks %s', (_, row, cell) => {
    expect(predictionTable([own, row])).toContain(`| ${cell} |`)
  })

  it('does not mark another value at the predicted step', () => {
    const text = predictionTable([own, predicted('fix-c', 33, 'diverged', 33)])
    expect(text).toContain('| 33 / diverged at 33 |')
    expect(text).not.toContain('!')
  })

  it('is null without predictions', () => {
    expect(predictionTable(check.replays)).toBe(null)
    expect(predictionTable([])).toBe(null)
  })
})

describe('replayMatrix', () => {
  it('marks a refusal at another step than predicted, and names the step', () => {
    const text = replayMatrix([own, predicted('fix-a', 21, 'refused', 12)])
    expect(text).toContain('! refused at Guard (step 12)')
  })
})
