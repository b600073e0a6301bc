import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { readJson } from '../../../core/read-json.js'

const names = z.array(z.string()).min(1)

/** A `fix` is what the question is about, a `control` must fail, a `shape` is also run by native/litmus. */
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
  /** What somebody argued that TLC will find, and why. */
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

/** Reads `cases.json` of a folder; throws a PeerupError `mapping` if it is no such file. */
export function readCases(folder: string): Cases {
  const file = join(folder, 'cases.json')
  const parsed = casesSchema.safeParse(readJson(file, 'mapping'))
  if (parsed.success) return parsed.data
  throw new PeerupError('mapping', `expected cases, got: ${z.prettifyError(parsed.error)}`, {
    where: { file },
  })
}

/** The one thing that was argued of a case; none, or two, is an error. */
export function expectationOf({ expectations }: Cases, key: CaseKey): Expectation {
  const found = expectations.filter(
    ({ families, orders, memories }) =>
      families.includes(key.family) && orders.includes(key.orders) && memories.includes(key.memory),
  )
  if (found.length === 1 && found[0] !== undefined) return found[0]
  const { family, orders, memory } = key
  throw new PeerupError(
    'mapping',
    `expected one expectation for ${family} with ${orders} under ${memory}, got ${found.length}`,
    { where: { file: 'cases.json' }, fix: 'argue one under "expectations"' },
  )
}
