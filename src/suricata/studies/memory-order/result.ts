import { z } from 'zod'

const steps = z.number().int().positive()

export const memoryRow = z.strictObject({
  family: z.string(),
  orders: z.string(),
  of: z.record(z.string(), z.string()),
  memory: z.string(),
  expected: z.enum(['holds', 'violated']),
  verdict: z.enum(['holds', 'violated']),
  why: z.string(),
  /** Everything that can come of it, each with the steps of the shortest behaviour. */
  outcomes: z.array(z.strictObject({ outcome: z.string(), kept: z.boolean(), steps })),
  /** Of the shortest counterexample. */
  steps: steps.nullable(),
})

export const memoryOrderResult = z.strictObject({
  format: z.literal('peerup-memory/1'),
  tlc: z.string(),
  /** Distinct states of all cases together: all that there are. */
  states: z.number().int(),
  seconds: z.number(),
  about: z.strictObject({
    memories: z.record(z.string(), z.string()),
    families: z.record(z.string(), z.strictObject({ about: z.string(), role: z.string() })),
  }),
  rows: z.array(memoryRow),
  /** What was seen to happen under a memory model: accesses that pass each other. */
  witnesses: z.array(z.strictObject({ memory: z.string(), what: z.string(), steps })),
})

export type MemoryRow = z.infer<typeof memoryRow>
export type MemoryOrderResult = z.infer<typeof memoryOrderResult>

/**
 * As argued, and not for want of anything: in each case something was seen that may come of it
 * (of a fix: a send of what was published).
 */
export function memoryRowIsAsExpected({ expected, verdict, outcomes }: MemoryRow): boolean {
  return (
    verdict === expected && outcomes.some(({ kept, outcome }) => kept && outcome !== 'not-sent')
  )
}
