import type { ModelRow, ReplayRow } from './results.js'

/** An expected verdict may still be unexpected in another way, given by `why`: another number of states. */
export function modelIsAsExpected({ verdict, expected, why }: ModelRow): boolean {
  return verdict === expected && why === undefined
}

/**
 * `why` may explain an expected refusal too. Without an expectation any verdict about the program is
 * right. If the model predicts the step, the replay must leave the trace there, refused because a
 * thread goes elsewhere, or diverged because it leaves another value.
 */
export function replayIsAsExpected(row: ReplayRow): boolean {
  const { verdict, expected, predicted, step } = row
  const left = verdict === 'refused' || verdict === 'diverged'
  if (expected === 'unknown') return verdict === 'reproduced' || left
  if (expected !== 'refused' || typeof predicted !== 'number') return verdict === expected
  const upTo = ('upTo' in row ? row.upTo : undefined) ?? step
  return left && step !== null && upTo !== null && step <= predicted && predicted <= upTo
}
