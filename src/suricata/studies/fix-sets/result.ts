import { z } from 'zod'
import { scenarios } from './sets.js'

/** What `checkLattice` found: versioned, strict, and validated before it is written. */

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
])

/** What a search found of one set in one scenario. */
export const safetyRow = z.strictObject({
  model: modelName,
  set: setName,
  scenario: scenarioName,
  /** Distinct states, and how many the longest shortest path has. */
  states: length,
  depth: length,
  /** States of the shortest counterexample to each property that is violated; the others hold. */
  violated: z.partialRecord(safetyProperty, length),
})

/** Whether the barrier opens and every thread comes to forward, again and again. */
export const livenessRow = z.strictObject({
  set: setName,
  scenario: scenarioName,
  verdict: z.enum(['holds', 'violated']),
  states: count,
  /** States of the counterexample. */
  length: length.nullable(),
})

/** Why a set does not give what is wanted. */
const reason = z.strictObject({
  property: z.union([safetyProperty, z.literal('Live')]),
  scenario: scenarioName,
  model: modelName,
  /** States of the shortest counterexample; null where something is wanted that never happens. */
  length: length.nullable(),
})

const smaller = z.strictObject({ set: setName, without: changeName, reason })

const answer = z.strictObject({
  want: z.string(),
  /** Whether rings must be set up in parallel as well, which is what 923ad6af was for. */
  parallel: z.boolean(),
  /** Sets that give it although no smaller one does; each with what is lost without one change. */
  minimal: z.array(z.strictObject({ set: setName, changes: count, smaller: z.array(smaller) })),
  all: z.array(setName),
})

export const fixSetsResult = z.strictObject({
  format: z.literal('peerup-lattice/1'),
  tlc: z.string(),
  safety: z.array(safetyRow),
  liveness: z.array(livenessRow),
  answers: z.array(answer),
  /** The one least set with everything; null if there is none or more than one. */
  recommendation: setName.nullable(),
  /** Variants of the manifest that are sets of the lattice. */
  variants: z.record(z.string(), setName),
  /** What is otherwise than argued, than the manifest says, or between the models. */
  surprises: z.array(z.string()),
  asked: count,
  /** How many of them an earlier run had answered that was interrupted. */
  resumed: count,
  /** Kept answers that could not be believed. */
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
})

export type ModelName = z.infer<typeof modelName>
export type SafetyRow = z.infer<typeof safetyRow>
export type LivenessRow = z.infer<typeof livenessRow>
export type Reason = z.infer<typeof reason>
export type Answer = z.infer<typeof answer>
export type FixSetsResult = z.infer<typeof fixSetsResult>
