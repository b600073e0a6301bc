import { z } from 'zod'
import { replayVerdict } from '../../../report/results.js'

const names = z.array(z.string()).min(1)
const holds = z.enum(['holds', 'violated'])

/** What TLC must have said, of each of these variants at each of these topologies. */
const model = z.strictObject({
  variants: names,
  scenario: z.string(),
  topologies: names,
  property: z.string(),
  verdict: holds,
})

/** What a replay of a counterexample must have come to; `errno` and `afterwards` only if they matter. */
const replay = z.strictObject({
  trace: z.string(),
  variant: z.string(),
  verdict: replayVerdict,
  errno: z.string().optional(),
  afterwards: z.enum(['forwards', 'wedged', 'unknown']).optional(),
})

/** What a variant is, by the manifest: a definition, not a result. */
const feature = z.strictObject({
  variant: z.string(),
  name: z.string(),
  is: z.union([z.string(), z.boolean(), z.number()]),
})

/** What the memory models must have said of a family of accesses with certain orders. */
const memory = z.strictObject({
  family: z.string(),
  orders: z.string(),
  memories: names,
  verdict: holds,
})

/** What an observation must have shown: some of its facts, and their values. */
const observation = z.strictObject({
  name: z.string(),
  shows: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
})

/** One piece of evidence that a rule asks for. */
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
