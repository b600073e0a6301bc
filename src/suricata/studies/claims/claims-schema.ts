import { z } from 'zod'
import { conditionSchema } from './condition.js'
import { experimentSchema } from './experiment.js'

export const claimVerdict = z.enum([
  'confirmed',
  'confirmed-under-assumption',
  'refuted',
  'not-decidable',
])

const because = z.string().min(1)
const evidence = z.array(conditionSchema).min(1)

/** A rule gives its verdict if all its conditions hold. Only `not-decidable` may have no condition. */
const rule = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.enum(['confirmed', 'refuted']), when: evidence, because }),
  z.strictObject({
    verdict: z.literal('confirmed-under-assumption'),
    assumption: z.string().min(1),
    when: evidence,
    because,
  }),
  z.strictObject({
    verdict: z.literal('not-decidable'),
    when: z.array(conditionSchema),
    because,
  }),
])

const claim = z.strictObject({
  id: z.string().regex(/^\d+[a-z]?$/, 'expected an id such as 3 or 3a'),
  /** A paraphrase of the report. */
  claim: z.string().min(1),
  /** The report's heading above the claim. */
  source: z.string().min(1),
  /** The verdict that was argued before the evidence was there, and why. */
  expected: claimVerdict,
  why: z.string().min(1),
  /** The first rule whose conditions all hold gives the verdict. */
  rules: z.array(rule).min(1),
})

export const claimsFileSchema = z.strictObject({
  format: z.literal('peerup-claims-rules/1'),
  about: z.string(),
  /** What the evidence never covers. */
  limits: z.array(z.string()),
  /** Runs of the forwarder that conditions refer to as observations. */
  experiments: z.record(z.string(), experimentSchema),
  claims: z.array(claim).min(1),
})

export type ClaimsFile = z.infer<typeof claimsFileSchema>
export type ClaimRules = ClaimsFile['claims'][number]
export type ClaimRule = ClaimRules['rules'][number]
