import { z } from 'zod'
import { replayVerdict } from '../../../report/results.js'

const names = z.array(z.string()).min(1)
const holds = z.enum(['holds', 'violated'])

/** TLC's verdict on each of these variants at each of these topologies. */
const model = z.strictObject({
  variants: names,
  scenario: z.string(),
  topologies: names,
  property: z.string(),
  verdict: holds,
})

/** The outcome of the replay of a counterexample; `errno` and `afterwards` only if they matter. */
const replay = z.strictObject({
  trace: z.string(),
  variant: z.string(),
  verdict: replayVerdict,
  errno: z.string().optional(),
  afterwards: z.enum(['forwards', 'wedged', 'unknown']).optional(),
})

/** A feature of a variant in the manifest: a definition, not a result. */
const feature = z.strictObject({
  variant: z.string(),
  name: z.string(),
  is: z.union([z.string(), z.boolean(), z.number()]),
})

/** The verdict on a family of accesses with certain orders under each of these memory models. */
const memory = z.strictObject({
  family: z.string(),
  orders: z.string(),
  memories: names,
  verdict: holds,
})

/** Some facts of an observation, with their values. */
const observation = z.strictObject({
  name: z.string(),
  shows: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
})

/** One piece of evidence that a rule requires. */
export const conditionSchema = z.union([
  z.strictObject({ model }),
  z.strictObject({ replay }),
  z.strictObject({ feature }),
  z.strictObject({ memory }),
  z.strictObject({ observation }),
])

export type Condition = z.infer<typeof conditionSchema>
export type ModelCondition = z.infer<typeof model>
export type ReplayCondition = z.infer<typeof replay>
export type FeatureCondition = z.infer<typeof feature>
export type MemoryCondition = z.infer<typeof memory>
export type ObservationCondition = z.infer<typeof observation>
