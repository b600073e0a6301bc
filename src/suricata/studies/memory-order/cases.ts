import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { readValidated } from '../study-file.js'

const names = z.array(z.string()).min(1)

/** A `fix` is a subject of the study, a `control` must fail, and native/litmus also runs a `shape`. */
const role = z.enum(['fix', 'control', 'shape'])

const casesSchema = z.strictObject({
  format: z.literal('peerup-memory-cases/1'),
  about: z.string(),
  module: z.string(),
  memories: z.record(z.string(), z.string()),
  families: z.record(z.string(), z.strictObject({ about: z.string(), role })),
  cases: z.array(
    z.strictObject({
      family: z.string(),
      orders: z.string(),
      /** The C11 orders that the name stands for, by variable. */
      of: z.record(z.string(), z.string()),
    }),
  ),
  /** The verdicts that were argued before TLC ran, and why. */
  expectations: z.array(
    z.strictObject({
      families: names,
      orders: names,
      memories: names,
      expected: z.enum(['holds', 'violated']),
      why: z.string(),
    }),
  ),
})

export type Cases = z.infer<typeof casesSchema>
export type Expectation = Cases['expectations'][number]
export type CaseKey = { family: string; orders: string; memory: string }

/** Reads `cases.json` of a folder; throws a PeerupError `mapping` if its content is wrong. */
export const readCases = (folder: string): Cases =>
  readValidated(casesSchema, { file: join(folder, 'cases.json'), expected: 'cases' })

/** The expectation of a case; throws `mapping` unless there is exactly one. */
export function expectationOf({ expectations }: Cases, key: CaseKey): Expectation {
  const matching = expectations.filter(
    ({ families, orders, memories }) =>
      families.includes(key.family) && orders.includes(key.orders) && memories.includes(key.memory),
  )
  if (matching.length === 1 && matching[0] !== undefined) return matching[0]
  const { family, orders, memory } = key
  throw new PeerupError(
    'mapping',
    `expected one expectation for ${family} with ${orders} under ${memory}, got ${matching.length}`,
    { where: { file: 'cases.json' }, fix: 'argue one under "expectations"' },
  )
}
