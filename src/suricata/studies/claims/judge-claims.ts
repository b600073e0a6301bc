import { z } from 'zod'
import type { Assessment } from './assessment.js'
import { type ClaimRule, type ClaimRules, type ClaimsFile, claimVerdict } from './claims-file.js'
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
  /** Why that was expected. */
  why: z.string(),
  /** `undecided`: the evidence is not there, or none of the rules speaks of it. */
  verdict: z.union([claimVerdict, z.literal('undecided')]),
  assumption: z.string().nullable(),
  because: z.string().nullable(),
  evidence: z.array(evidenceRow),
  /** Of an undecided claim, what is missing or otherwise, for each rule. */
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

/** Decides every claim by its rules. The verdicts are the evidence's: there is none in the code. */
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
 * The first rule whose conditions all hold. A rule before it of which something is missing might be
 * that rule: then nothing is decided.
 */
function decide({ rules, ...claim }: ClaimRules, evidence: Evidence): ClaimRow {
  const none = { assumption: null, because: null, evidence: [], obstacles: [] }
  const obstacles: string[] = []
  for (const [index, rule] of rules.entries()) {
    const seen = rule.when.flatMap((condition) => evaluateCondition(condition, evidence))
    const wrong = seen.filter(({ state }) => state === 'differs')
    const absent = seen.filter(({ state }) => state === 'missing')
    if (wrong.length === 0 && absent.length === 0) return { ...claim, ...given(rule, seen) }
    const of = `rule ${index + 1} (${rule.verdict})`
    if (wrong.length === 0) {
      const lacking = absent.map(({ text }) => `${of}: missing: ${text}`)
      return { ...claim, ...none, verdict: 'undecided', obstacles: [...obstacles, ...lacking] }
    }
    obstacles.push(...wrong.map(({ text }) => `${of}: different: ${text}`))
  }
  return { ...claim, ...none, verdict: 'undecided', obstacles }
}

function given(rule: ClaimRule, seen: readonly Assessment[]) {
  return {
    verdict: rule.verdict,
    assumption: rule.verdict === 'confirmed-under-assumption' ? rule.assumption : null,
    because: rule.because,
    evidence: seen.map(({ text, links }) => ({ text, links })),
    obstacles: [],
  }
}

/** Whether the evidence says what was argued. */
export const claimIsAsExpected = ({ verdict, expected }: ClaimRow): boolean => verdict === expected

/** Claims on which the evidence says something else than was argued, or nothing, in words. */
export function claimDeviations({ claims }: ClaimsResult): string[] {
  return claims
    .filter((claim) => !claimIsAsExpected(claim))
    .map(({ id, expected, verdict, obstacles }) => {
      const told = obstacles.length === 0 ? '' : `: ${obstacles.join('; ')}`
      return `claim ${id}: expected ${expected}, got ${verdict}${told}`
    })
}
