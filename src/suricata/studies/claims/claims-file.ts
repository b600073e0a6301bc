import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import type { Manifest, Specification } from '../../../core/manifest.js'
import { readJson } from '../../../core/read-json.js'
import { claimsProblems } from './claims-problems.js'
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

/** A rule gives its verdict if all its conditions hold. Only what nothing here decides needs none. */
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
  /** In our own words. */
  claim: z.string().min(1),
  /** The heading of the report that it stands under. */
  source: z.string().min(1),
  /** What somebody argued that the evidence will say, and why. */
  expected: claimVerdict,
  why: z.string().min(1),
  /** The first one whose conditions all hold gives the verdict. */
  rules: z.array(rule).min(1),
})

const claimsFileSchema = z.strictObject({
  format: z.literal('peerup-claims-rules/1'),
  about: z.string(),
  /** What the evidence does not cover, whatever it says. */
  limits: z.array(z.string()),
  /** Runs of the free program that claims refer to as observations. */
  experiments: z.record(z.string(), experimentSchema),
  claims: z.array(claim).min(1),
})

export type ClaimsFile = z.infer<typeof claimsFileSchema>
export type ClaimRules = ClaimsFile['claims'][number]
export type ClaimRule = ClaimRules['rules'][number]

/** Reads `claims.json` beside a manifest; null if there is none. Throws a PeerupError `mapping`. */
export function readClaims({ folder, manifest }: Specification): ClaimsFile | null {
  const file = join(folder, 'claims.json')
  return existsSync(file) ? parseClaims(readJson(file, 'mapping'), manifest, file) : null
}

/** Checks what the types cannot say too: every name that a condition uses must exist. */
export function parseClaims(json: unknown, manifest: Manifest, file: string): ClaimsFile {
  const parsed = claimsFileSchema.safeParse(json)
  if (!parsed.success) {
    throw new PeerupError('mapping', `expected claims, got: ${z.prettifyError(parsed.error)}`, {
      where: { file },
    })
  }
  const problems = [...claimsProblems(parsed.data, manifest)]
  if (problems.length === 0) return parsed.data
  throw new PeerupError('mapping', problems.join('; '), { where: { file } })
}
