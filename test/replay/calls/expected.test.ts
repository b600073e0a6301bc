import { expect, it } from 'vitest'
import { type BinaryRow, replayIsAsExpected } from '../../../src/report/results.js'

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
  engine: {
    version: '7.0.10',
    takenFor: 'v7',
    startSeconds: 0.3,
    replaySeconds: 0.1,
    ended: 'ended with code 0',
    log: [],
  },
  seconds: 1,
  ...more,
})

it.each<[string, Partial<BinaryRow>, boolean]>([
  ['at the step that is predicted', {}, true],
  ['before it', { step: 4 }, false],
  ['after it', { step: 6 }, false],
  ['at one of several steps, the first of which it is', { upTo: 7 }, true],
  ['at one of several steps, among which it is', { step: 3, upTo: 7 }, true],
  ['at one of several steps, the last of which it is', { step: 3, upTo: 5 }, true],
  ['at one of several steps before it', { step: 3, upTo: 4 }, false],
  ['at one of several steps behind it', { step: 6, upTo: 7 }, false],
  ['by another value there', { verdict: 'diverged' }, true],
  ['by another value elsewhere', { verdict: 'diverged', step: 6 }, false],
  ['not at all', { verdict: 'reproduced' }, false],
  ['by its end', { verdict: 'crashed' }, false],
  ['where it should have reproduced it', { expected: 'reproduced', predicted: null }, false],
  ['where nothing is known', { expected: 'unknown', predicted: null }, true],
  ['where nothing is known, by its end', { expected: 'unknown', verdict: 'crashed' }, false],
])('a replay that left the model %s', (_, more, expected) => {
  expect(replayIsAsExpected(row(more))).toBe(expected)
})
