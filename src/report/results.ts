import { z } from 'zod'
import { valueSchema } from '../core/decode-value.js'

/** The JSON results of the command line: versioned, strict, and validated before they are written. */

const count = z.number().int().nonnegative()
const seconds = z.number().nonnegative()
const verdictOfModel = z.enum(['holds', 'violated', 'error', 'not-run'])

/** The outcomes of a replay, worst last. */
export const replayVerdict = z.enum([
  'reproduced',
  'refused',
  'diverged',
  'timed-out',
  'crashed',
  'error',
  'not-run',
])

/** One property of one model: a model with several properties has a row for each. */
export const modelRow = z.strictObject({
  /** `v8.clean-start.1x1` */
  model: z.string(),
  variant: z.string(),
  scenario: z.string(),
  topology: z.string(),
  property: z.string(),
  expected: z.enum(['holds', 'violated']),
  verdict: verdictOfModel,
  /** Why the verdict is not what was expected, or why nothing ran. */
  why: z.string().optional(),
  /**
   * Distinct states that TLC found, and the depth it reached: of a violation, the number of states of
   * the counterexample. Null if it did not come to count.
   */
  states: count.nullable(),
  depth: count.nullable(),
  seconds,
  /** The file of the counterexample. */
  trace: z.string().nullable(),
})

const replayed = z.strictObject({
  trace: z.string(),
  /** `unknown`: nothing says beforehand whether this variant has the behaviour. */
  expected: z.union([replayVerdict, z.literal('unknown')]),
  verdict: replayVerdict,
  /**
   * Of a refusal, the first step of the trace that is not one of the variant, as the model says; null
   * if it has all of them. Absent if the model was not asked.
   */
  predicted: count.nullable().optional(),
  why: z.string().optional(),
  /** The step that the verdict speaks of: the one released, or the one that could not be. */
  step: count.nullable(),
  action: z.string().nullable(),
  performer: z.string().nullable(),
  /** What the kernel answered to the last step, by name. */
  errno: z.string().nullable(),
  /** Whether the program came to forward once it ran free. */
  afterwards: z.enum(['forwards', 'wedged', 'unknown']),
  seconds,
})

/** What was seen of an engine that is not ours. */
const engine = z.strictObject({
  /** As it says itself; null if it does not. */
  version: z.string().nullable(),
  /** The variant that it is taken for, by its version or because somebody said so. */
  takenFor: z.string().nullable(),
  /** From its launch until all its capture threads stood at their first gate; null if they never did. */
  startSeconds: seconds.nullable(),
  /** From then until the verdict. */
  replaySeconds: seconds.nullable(),
  /** How it ended when it was asked to, in words. */
  ended: z.string(),
  /** What it logged of sends that failed. */
  log: z.array(z.string()),
  /** What it wrote last, of one that never came to start. */
  said: z.array(z.string()).optional(),
})

/** A replay is of a variant of the forwarder or of a binary, never of both. */
export const binaryRow = replayed.extend({
  binary: z.string(),
  /** Of what happened between two calls of the binary: the last step that it may have been at. */
  upTo: count.optional(),
  /** How many steps were to be driven, if that is another order than the trace's: steps count in that one. */
  reordered: count.optional(),
  engine,
})
export const replayRow = z.union([replayed.extend({ variant: z.string() }), binaryRow])

/** Null stands for "not there". */
const value = valueSchema.nullable()

/** Where the program is not as the model; `because` tells of a number that corresponds to another. */
const difference = z.strictObject({
  variable: z.string(),
  path: z.string(),
  model: value,
  native: value,
  because: z.string().optional(),
})

export const stepRow = z.strictObject({
  index: count,
  /** Within a loop, which time round. */
  round: z.int().positive().optional(),
  performer: z.string(),
  action: z.string(),
  /** How the step was seen: at its gate, in the snapshots around it, or without an order. */
  seen: z.enum(['anchored', 'inferred', 'unordered']),
  differences: z.array(difference),
})

export const replayResult = z.strictObject({
  format: z.literal('peerup-replay/1'),
  replay: replayRow,
  steps: z.array(stepRow),
  /** All that was to be done, where that is another order than the trace's. */
  driven: z.array(z.strictObject({ performer: z.string(), action: z.string() })).optional(),
})

export type ModelRow = z.infer<typeof modelRow>
export type ReplayRow = z.infer<typeof replayRow>
export type BinaryRow = z.infer<typeof binaryRow>
export type StepRow = z.infer<typeof stepRow>
export type Difference = z.infer<typeof difference>
export type ReplayResult = z.infer<typeof replayResult>

/** A verdict that was expected may still come with a surprise, which `why` tells: another number of states. */
export function modelIsAsExpected({ verdict, expected, why }: ModelRow): boolean {
  return verdict === expected && why === undefined
}

/**
 * Here `why` explains a refusal, also an expected one. Where nothing was expected, any answer is one.
 * Where the model predicts the step, it must be that one: a thread that went elsewhere there is
 * refused, one that left another value there has diverged.
 */
export function replayIsAsExpected(row: ReplayRow): boolean {
  const { verdict, expected, predicted, step } = row
  const left = verdict === 'refused' || verdict === 'diverged'
  if (expected === 'unknown') return verdict === 'reproduced' || left
  if (expected !== 'refused' || typeof predicted !== 'number') return verdict === expected
  const upTo = ('upTo' in row ? row.upTo : undefined) ?? step
  return left && step !== null && upTo !== null && step <= predicted && predicted <= upTo
}

/** What a replay was of, whichever it was. */
export function subjectOf(replay: ReplayRow): string {
  return 'variant' in replay ? replay.variant : replay.binary
}
