import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { featureRecord } from '../../../core/features.js'
import { readValidated } from '../study-file.js'

const verdict = z.enum(['holds', 'violated'])

const casesSchema = z.strictObject({
  format: z.literal('peerup-left-out/1'),
  about: z.string(),
  /** The module that asks all questions. */
  module: z.string(),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      /** The case's module, the scenario as MCLeftOut.tla names it, and a claim of the module. */
      module: z.string(),
      scenario: z.string(),
      claim: z.string(),
      /** What PeerUp.tla leaves out, and what the claim says. */
      leftOut: z.string(),
      says: z.string(),
      /** The smallest change that mends the case: of the module's `Changed`, or of a variant's features. */
      change: z.strictObject({ words: z.string(), features: featureRecord.optional() }),
      /** The verdicts that were argued before TLC ran, without the change and with it. */
      expectations: z.array(
        z.strictObject({
          variants: z.array(z.string()).min(1),
          expected: verdict,
          changed: verdict,
          why: z.string(),
        }),
      ),
      /** Whether the forwarder can have the case, or why not. */
      forwarder: z.string(),
      /** The engines on which it was seen; empty if it was not. */
      seen: z.string(),
      source: z.string(),
    }),
  ),
})

export type Cases = z.infer<typeof casesSchema>
export type Case = Cases['cases'][number]
export type Expectation = Case['expectations'][number]

/** Reads `cases.json` of a folder; throws a PeerupError `mapping` if its content is wrong. */
export const readCases = (folder: string): Cases =>
  readValidated(casesSchema, { file: join(folder, 'cases.json'), expected: 'cases' })

/** The expectation of a variant; throws `mapping` unless there is exactly one. */
export function expectationOf({ name, expectations }: Case, variant: string): Expectation {
  const matching = expectations.filter(({ variants }) => variants.includes(variant))
  if (matching.length === 1 && matching[0] !== undefined) return matching[0]
  throw new PeerupError(
    'mapping',
    `expected one expectation for ${variant} in ${name}, got ${matching.length}`,
    { where: { file: 'cases.json' }, fix: 'argue one under "expectations"' },
  )
}
