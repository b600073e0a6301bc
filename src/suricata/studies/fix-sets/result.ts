import { z } from 'zod'
import { scenarios } from './sets.js'

/** The result of `checkFixSets`: versioned, strict, and validated before it is written. */

const count = z.number().int().nonnegative()
const length = z.number().int().positive()
export const scenarioName = z.enum(scenarios)
/** Of a set or a change of the manifest, which a schema does not know. */
const setName = z.string().min(1)
const changeName = z.string().min(1)

/** `any`: the reduced model, which stands for every number of pairs and threads. */
export const modelName = z.enum(['1x1', 'any', '1x2'])

export const safetyProperties = [
  'SendImpliesPeerUp',
  'SendUsesPeersSocket',
  'SendUsesPeersIfIndex',
] as const

export const safetyProperty = z.enum([
  ...safetyProperties,
  'NeverTwoRings',
  'NeverSends',
  'NeverRecovers',
  'StartedImpliesOrdered',
])

/** Temporal properties that a survey finds violated as a state that is stuck. */
export const stuckProperty = z.enum([
  'BarrierOpens',
  'EveryThreadForwards',
  'FatalFailureIsNoticed',
])

/** Safety of one set in one scenario. */
export const safetyRow = z.strictObject({
  model: modelName,
  set: setName,
  scenario: scenarioName,
  /** Distinct states, and the states on the longest of the shortest paths. */
  states: length,
  depth: length,
  /** States of the shortest counterexample to each violated property; the other properties hold. */
  violated: z.partialRecord(safetyProperty, length),
  /** States of the shortest way to a state that is stuck, by the property that can hold no more. */
  stuck: z.partialRecord(stuckProperty, length).default({}),
})

/**
 * `Live`: the barrier opens, and every thread forwards again and again. A fatal failure ends the engine,
 * so FatalFailureIsNoticed is what is asked of a scenario with one.
 */
export const livenessRow = z.strictObject({
  property: z.enum(['Live', 'FatalFailureIsNoticed']),
  set: setName,
  scenario: scenarioName,
  verdict: z.enum(['holds', 'violated']),
  /** The property that is violated, and the states of its counterexample. */
  breaks: stuckProperty.nullable(),
  length: length.nullable(),
})

/** Whether thread n of an interface is member n of its fanout group after a clean start: at 1x2. */
export const orderRow = z.strictObject({
  set: setName,
  scenario: z.literal('clean-start'),
  verdict: z.enum(['holds', 'violated']),
  states: count,
  /** States of the shortest counterexample. */
  length: length.nullable(),
})

/** Why a set does not reach a goal. */
const reason = z.strictObject({
  property: z.union([safetyProperty, stuckProperty]),
  scenario: scenarioName,
  model: modelName,
  /** States of the shortest counterexample; null if the goal is something that never happens. */
  length: length.nullable(),
})

const smaller = z.strictObject({ set: setName, without: changeName, reason })

const answer = z.strictObject({
  want: z.string(),
  /** Whether rings must be set up in parallel as well, the purpose of 923ad6af. */
  parallel: z.boolean(),
  /** Sets that reach the goal while no smaller set does; each with what is lost without one change. */
  minimal: z.array(z.strictObject({ set: setName, changes: count, smaller: z.array(smaller) })),
  all: z.array(setName),
})

export const fixSetsResult = z.strictObject({
  format: z.literal('peerup-lattice/2'),
  tlc: z.string(),
  safety: z.array(safetyRow),
  liveness: z.array(livenessRow),
  order: z.array(orderRow),
  answers: z.array(answer),
  /** The only smallest set that reaches every goal; null if there are none or several. */
  recommendation: setName.nullable(),
  /** The set that each variant of the manifest is. */
  variants: z.record(z.string(), setName),
  /** Deviations from the rules, from the manifest, and between searches, a sentence each. */
  surprises: z.array(z.string()),
  /** How many models stand for the sets in all scenarios. */
  models: count,
  asked: count,
  /** How many of the questions an earlier, interrupted run had answered. */
  resumed: count,
  /** Why stored answers were ignored. */
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
})

export type ModelName = z.infer<typeof modelName>
export type SafetyRow = z.infer<typeof safetyRow>
export type LivenessRow = z.infer<typeof livenessRow>
export type OrderRow = z.infer<typeof orderRow>
export type StuckProperty = z.infer<typeof stuckProperty>
export type Reason = z.infer<typeof reason>
export type Answer = z.infer<typeof answer>
export type FixSetsResult = z.infer<typeof fixSetsResult>
