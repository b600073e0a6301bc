import { z } from 'zod'
import type { Assessment } from './assessment.js'
import { type ClaimRule, type ClaimRules, type ClaimsFile, claimVerdict } from './claims-schema.js'
import { evaluateCondition } from './evaluate-condition.js'
import type { Evidence } from './evidence.js'

const evidenceRow = z.strictObject({
  text: z.string(),
  links: z.array(z.strictObject({ text: z.string(), to: z.string() })),
})

export const claimRow = z.strictObject({
  id: z.string(),
  claim: z.string(),
  source: z.string(),
  expected: claimVerdict,
  /** Why that verdict was expected. */
  why: z.string(),
  /** `undecided`: evidence is missing, or no rule applies to it. */
  verdict: z.union([claimVerdict, z.literal('undecided')]),
  assumption: z.string().nullable(),
  because: z.string().nullable(),
  evidence: z.array(evidenceRow),
  /** Of an undecided claim, what is missing or different, for each rule. */
  obstacles: z.array(z.string()),
})

export const claimsResult = z.strictObject({
  format: z.literal('peerup-claims/1'),
  about: z.string(),
  limits: z.array(z.string()),
  experiments: z.record(z.string(), z.string()),
  claims: z.array(claimRow),
})

export type ClaimRow = z.infer<typeof claimRow>
export type ClaimsResult = z.infer<typeof claimsResult>

/** Decides every claim by its rules. The verdicts follow from the evidence alone. */
export function judgeClaims(evidence: Evidence, file: ClaimsFile): ClaimsResult {
  const abouts = Object.entries(file.experiments).map(([name, { about }]) => [name, about])
  return claimsResult.parse({
    format: 'peerup-claims/1',
    about: file.about,
    limits: file.limits,
    experiments: Object.fromEntries(abouts),
    claims: file.claims.map((claim) => decide(claim, evidence)),
  })
}

/**
 * Applies the first rule whose conditions all hold. The claim stays undecided if an earlier rule could
 * still apply, because evidence for it is missing and none differs.
 */
function decide({ rules, ...claim }: ClaimRules, evidence: Evidence): ClaimRow {
  const none = { assumption: null, because: null, evidence: [], obstacles: [] }
  const obstacles: string[] = []
  for (const [index, rule] of rules.entries()) {
    const assessments = rule.when.flatMap((condition) => evaluateCondition(condition, evidence))
    const different = assessments.filter(({ state }) => state === 'differs')
    const missing = assessments.filter(({ state }) => state === 'missing')
    if (different.length === 0 && missing.length === 0) {
      return { ...claim, ...decisionBy(rule, assessments) }
    }
    const name = `rule ${index + 1} (${rule.verdict})`
    if (different.length === 0) {
      obstacles.push(...missing.map(({ text }) => `${name}: missing: ${text}`))
      return { ...claim, ...none, verdict: 'undecided', obstacles }
    }
    obstacles.push(...different.map(({ text }) => `${name}: different: ${text}`))
  }
  return { ...claim, ...none, verdict: 'undecided', obstacles }
}

function decisionBy(rule: ClaimRule, assessments: readonly Assessment[]) {
  return {
    verdict: rule.verdict,
    assumption: rule.verdict === 'confirmed-under-assumption' ? rule.assumption : null,
    because: rule.because,
    evidence: assessments.map(({ text, links }) => ({ text, links })),
    obstacles: [],
  }
}

/** Whether the verdict is the argued one. */
export const claimIsAsExpected = ({ verdict, expected }: ClaimRow): boolean => verdict === expected

/** The claims whose verdict is not the argued one, a sentence each. */
export function claimDeviations({ claims }: ClaimsResult): string[] {
  return claims
    .filter((claim) => !claimIsAsExpected(claim))
    .map(({ id, expected, verdict, obstacles }) => {
      const reasons = obstacles.length === 0 ? '' : `: ${obstacles.join('; ')}`
      return `claim ${id}: expected ${expected}, got ${verdict}${reasons}`
    })
}
