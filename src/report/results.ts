import { z } from 'zod'
import { valueSchema } from '../core/decode-value.js'

/** The JSON results of the command line: versioned, strict, and validated before each write. */

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
  /** Why the verdict is unexpected, or why TLC did not run. */
  why: z.string().optional(),
  /**
   * Distinct states that TLC found, and the depth that it reached: for a violation, the number of
   * states of the counterexample. Null if TLC did not report them.
   */
  states: count.nullable(),
  depth: count.nullable(),
  seconds,
  /** The file of the counterexample. */
  trace: z.string().nullable(),
})

const replayed = z.strictObject({
  trace: z.string(),
  /** `unknown`: neither manifest nor model says whether this variant has the behaviour. */
  expected: z.union([replayVerdict, z.literal('unknown')]),
  verdict: replayVerdict,
  /**
   * The first step of the trace that the variant's model does not have; null if it has all of them.
   * Absent without a prediction.
   */
  predicted: count.nullable().optional(),
  why: z.string().optional(),
  /** The step that the verdict is about: the last release, or the one that was not possible. */
  step: count.nullable(),
  action: z.string().nullable(),
  performer: z.string().nullable(),
  /** The name of the kernel's error in the last step. */
  errno: z.string().nullable(),
  /** Whether the program forwards after all gates have opened. */
  afterwards: z.enum(['forwards', 'wedged', 'unknown']),
  seconds,
})

/** Observations of an unmodified engine. */
const engine = z.strictObject({
  /** As the engine reports it; null if it does not. */
  version: z.string().nullable(),
  /** The variant that its version or `--variant` names. */
  takenFor: z.string().nullable(),
  /** From the launch until all capture threads stood at their first gate; null if they never did. */
  startSeconds: seconds.nullable(),
  /** From then until the verdict. */
  replaySeconds: seconds.nullable(),
  /** How it ended after SIGTERM, in words. */
  ended: z.string(),
  /** Its log lines about failed sends. */
  log: z.array(z.string()),
  /** The last lines of output of an engine that did not start. */
  said: z.array(z.string()).optional(),
  /** The call and the flags by which a thread read its last error; "none" for a thread that read none. */
  asked: z.strictObject({ call: z.string(), flags: z.int() }).optional(),
  /** The version of its rings: 2 or 3. */
  ring: z.int().optional(),
  /** What became of a frame that a thread should have sent: the thread took it and sent none, or never got it. */
  frame: z.enum(['dropped', 'not-received']).optional(),
})

/** A replay in a binary; one in a variant of the forwarder has `variant` instead. */
export const binaryRow = replayed.extend({
  binary: z.string(),
  /** The last step that the verdict may be about, if calls do not show the exact one. */
  upTo: count.optional(),
  /** The number of steps of the driven order, if it is not the trace's; steps count in that order. */
  reordered: count.optional(),
  engine,
})
export const replayRow = z.union([replayed.extend({ variant: z.string() }), binaryRow])

/** Null stands for an absent value. */
const value = valueSchema.nullable()

/** A difference between program and model; `because` names the earlier pair that contradicts. */
const difference = z.strictObject({
  variable: z.string(),
  path: z.string(),
  model: value,
  native: value,
  because: z.string().optional(),
})

export const stepRow = z.strictObject({
  index: count,
  /** The round of the loop. */
  round: z.int().positive().optional(),
  performer: z.string(),
  action: z.string(),
  /** How the replay saw the step: at its gate, in the snapshots around it, or without an order. */
  seen: z.enum(['anchored', 'inferred', 'unordered']),
  differences: z.array(difference),
})

export const replayResult = z.strictObject({
  format: z.literal('peerup-replay/1'),
  replay: replayRow,
  steps: z.array(stepRow),
  /** The steps of the driven order, if it is not the trace's. */
  driven: z.array(z.strictObject({ performer: z.string(), action: z.string() })).optional(),
})

export type ModelRow = z.infer<typeof modelRow>
export type ReplayRow = z.infer<typeof replayRow>
export type BinaryRow = z.infer<typeof binaryRow>
export type StepRow = z.infer<typeof stepRow>
export type Difference = z.infer<typeof difference>
export type ReplayResult = z.infer<typeof replayResult>

/** The variant or binary of a replay. */
export function subjectOf(replay: ReplayRow): string {
  return 'variant' in replay ? replay.variant : replay.binary
}
