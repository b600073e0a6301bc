import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/core/package-root.js'
import { claimsDocument } from '../../../../src/suricata/studies/claims/document.js'
import { judgeClaims } from '../../../../src/suricata/studies/claims/judge-claims.js'
import { arguedEvidence } from './argued.js'
import { committedClaims, noEvidence, oneClaim, v8Is } from './samples.js'

const file = committedClaims()
const argued = arguedEvidence(file)
const text = claimsDocument(judgeClaims(argued, file))

describe('claimsDocument', () => {
  it('has a row and a section for each claim', () => {
    for (const { id } of file.claims) {
      expect(text).toContain(`| [${id}](#${id})`)
      expect(text).toContain(`\n### ${id}\n`)
    }
  })

  it('does not depend on the time and the order of the runs', () => {
    const models = argued.models.map((row) => ({ ...row, seconds: 99 })).reverse()
    const replays = argued.replays.map((row) => ({ ...row, seconds: 99 })).reverse()
    const observations = [...argued.observations].reverse()
    const other = { ...argued, models, replays, observations }
    expect(claimsDocument(judgeClaims(other, file))).toBe(text)
  })

  it('counts the verdicts, and does not mention unexpected ones if there are none', () => {
    expect(text).toMatch(/\d+ claims: .*\d+ refuted/)
    expect(text).not.toContain('not as expected')
  })

  it('marks an unexpected verdict, with the expected one, its reason and what is missing', () => {
    const unexpected = claimsDocument(
      judgeClaims(noEvidence, oneClaim([{ verdict: 'confirmed', when: [v8Is('violated')] }])),
    )
    expect(unexpected).toContain('1 claims: 1 UNDECIDED. **1 not as expected**, marked with !.')
    expect(unexpected).toMatch(/\| It is so\. +\| Summary +\| ! UNDECIDED +\|/)
    expect(unexpected).toContain('Expected: confirmed. It was argued.')
    expect(unexpected).toContain('- rule 1 (confirmed): missing: TLC, v8.clean-start.1x1')
  })

  it('links only to traces, diagrams and existing pages', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, to = '']) => to)
    const generated = /^(\.\.\/\.\.\/traces|diagrams)\/[\w.-]+\.(itf\.json|svg)$/
    const others = [...new Set(links.filter((to) => !generated.test(to)))]
    expect(links.length).toBeGreaterThan(others.length)
    for (const to of others) {
      expect([to, existsSync(join(packageRoot, 'docs/reference', to))]).toEqual([to, true])
    }
  })
})
