import { expect, it } from 'vitest'
import { replayIsAsExpected } from '../../../src/report/as-expected.js'
import type { BinaryRow } from '../../../src/report/results.js'
import { engine } from '../../report/samples.js'

const row = (more: Partial<BinaryRow>): BinaryRow => ({
  trace: 'v8.clean-start.1x1.SendImpliesPeerUp',
  binary: '/usr/bin/suricata',
  expected: 'refused',
  predicted: 5,
  verdict: 'refused',
  step: 5,
  action: 'Bind',
  performer: 'W#01-tx0',
  errno: null,
  afterwards: 'unknown',
  engine,
  seconds: 1,
  ...more,
})

it.each<[string, Partial<BinaryRow>, boolean]>([
  ['at the predicted step', {}, true],
  ['before the predicted step', { step: 4 }, false],
  ['after the predicted step', { step: 6 }, false],
  ['at one of several steps, the first of which is predicted', { upTo: 7 }, true],
  ['at one of several steps, a middle one of which is predicted', { step: 3, upTo: 7 }, true],
  ['at one of several steps, the last of which is predicted', { step: 3, upTo: 5 }, true],
  ['at one of several steps before the predicted one', { step: 3, upTo: 4 }, false],
  ['at one of several steps after the predicted one', { step: 6, upTo: 7 }, false],
  ['by another value at the predicted step', { verdict: 'diverged' }, true],
  ['by another value elsewhere', { verdict: 'diverged', step: 6 }, false],
  ['nowhere', { verdict: 'reproduced' }, false],
  ['by a crash', { verdict: 'crashed' }, false],
  ['though the trace is one of its own', { expected: 'reproduced', predicted: null }, false],
  ['without an expectation', { expected: 'unknown', predicted: null }, true],
  ['without an expectation, by a crash', { expected: 'unknown', verdict: 'crashed' }, false],
])('a replay that leaves the model %s', (_, more, expected) => {
  expect(replayIsAsExpected(row(more))).toBe(expected)
})
