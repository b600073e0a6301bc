import { describe, expect, it } from 'vitest'
import {
  claimDeviations,
  claimIsAsExpected,
  judgeClaims,
} from '../../../../src/suricata/studies/claims/judge-claims.js'
import { arguedEvidence, expectedConditions } from './argued.js'
import { committedClaims, noEvidence } from './samples.js'

describe('the claims of the report', () => {
  const file = committedClaims()
  const argued = arguedEvidence(file)

  it('have the expected verdicts if all evidence is as argued', () => {
    expect(claimDeviations(judgeClaims(argued, file))).toEqual([])
  })

  it('are undecided without evidence, unless they are not decidable', () => {
    const rows = judgeClaims(noEvidence, file).claims
    const decided = rows.filter(({ verdict }) => verdict !== 'undecided')
    expect(decided.map(({ verdict }) => verdict)).toEqual(decided.map(() => 'not-decidable'))
  })

  it('depend on each verdict of TLC that they rest on', () => {
    const used = argued.models.filter((row) =>
      expectedConditions(file).some(
        (one) =>
          'model' in one &&
          one.model.property === row.property &&
          one.model.scenario === row.scenario &&
          one.model.variants.includes(row.variant) &&
          one.model.topologies.includes(row.topology),
      ),
    )
    expect(used.length).toBeGreaterThan(50)
    for (const row of used) {
      const verdict = row.verdict === 'holds' ? ('violated' as const) : ('holds' as const)
      const models = argued.models.map((one) => (one === row ? { ...one, verdict } : one))
      const rows = judgeClaims({ ...argued, models }, file).claims
      expect([row.model, row.property, rows.every(claimIsAsExpected)]).toEqual([
        row.model,
        row.property,
        false,
      ])
    }
  })

  it('depend on each replay and each observation that they rest on', () => {
    for (const [i] of argued.replays.entries()) {
      const replays = argued.replays.map((row) =>
        row.trace === argued.replays[i]?.trace ? { ...row, verdict: 'diverged' as const } : row,
      )
      expect(judgeClaims({ ...argued, replays }, file).claims.every(claimIsAsExpected)).toBe(false)
    }
    for (const [i] of argued.observations.entries()) {
      const observations = argued.observations.filter((_, j) => j !== i)
      expect(judgeClaims({ ...argued, observations }, file).claims.every(claimIsAsExpected)).toBe(
        false,
      )
    }
  })

  it('report an unexpected verdict with the id of the claim and the expected one', () => {
    const models = argued.models.map((row) =>
      row.model === 'fix-a.clean-start.1x1' && row.property === 'SendImpliesPeerUp'
        ? { ...row, verdict: 'violated' as const }
        : row,
    )
    expect(claimDeviations(judgeClaims({ ...argued, models }, file))).toContain(
      'claim 6b: expected confirmed-under-assumption, got refuted',
    )
  })
})
