import { z } from 'zod'
import { type MemoryRow, memoryRow } from '../memory-row.js'

export const memoryOrderResult = z.strictObject({
  format: z.literal('peerup-memory/1'),
  tlc: z.string(),
  /** Distinct states of all cases together, none left out. */
  states: z.number().int(),
  seconds: z.number(),
  about: z.strictObject({
    memories: z.record(z.string(), z.string()),
    families: z.record(z.string(), z.strictObject({ about: z.string(), role: z.string() })),
  }),
  rows: z.array(memoryRow),
  /** Accesses that passed each other under a memory model. */
  witnesses: z.array(
    z.strictObject({ memory: z.string(), what: z.string(), steps: z.number().int().positive() }),
  ),
})

export type MemoryOrderResult = z.infer<typeof memoryOrderResult>

/**
 * Whether a row has the expected verdict, and not because nothing happened: some behaviour of the case
 * ends in an allowed outcome (of a fix: in a send of published values).
 */
export function memoryRowIsAsExpected({ expected, verdict, outcomes }: MemoryRow): boolean {
  return (
    verdict === expected && outcomes.some(({ kept, outcome }) => kept && outcome !== 'not-sent')
  )
}
