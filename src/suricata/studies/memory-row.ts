import { z } from 'zod'

const steps = z.number().int().positive()

/** What TLC found of one case under one memory model; claims rest on these rows too. */
export const memoryRow = z.strictObject({
  family: z.string(),
  orders: z.string(),
  of: z.record(z.string(), z.string()),
  memory: z.string(),
  expected: z.enum(['holds', 'violated']),
  verdict: z.enum(['holds', 'violated']),
  why: z.string(),
  /** Every possible outcome, each with the steps of the shortest behaviour. */
  outcomes: z.array(z.strictObject({ outcome: z.string(), kept: z.boolean(), steps })),
  /** Steps of the shortest counterexample. */
  steps: steps.nullable(),
})

export type MemoryRow = z.infer<typeof memoryRow>
