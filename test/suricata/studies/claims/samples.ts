import { join } from 'node:path'
import { modelOf, readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import type { ModelRow, ReplayRow } from '../../../../src/report/results.js'
import { parseClaims, readClaims } from '../../../../src/suricata/studies/claims/claims-file.js'
import type { ClaimsFile } from '../../../../src/suricata/studies/claims/claims-schema.js'
import type { Condition } from '../../../../src/suricata/studies/claims/condition.js'
import type { Evidence } from '../../../../src/suricata/studies/claims/evidence.js'
import type { MemoryRow } from '../../../../src/suricata/studies/memory-row.js'

export const specification = readSpecification(join(packageRoot, 'spec'))
export const { manifest } = specification

/** The claims of `spec/claims.json`. */
export function committedClaims(): ClaimsFile {
  const file = readClaims(specification)
  if (file === null) throw new Error('expected spec/claims.json')
  return file
}

export type Rule = { verdict: string; when: unknown[]; assumption?: string; because?: string }

/** A claims file with one claim, which has these rules. */
export function oneClaim(rules: Rule[], expected = 'confirmed'): ClaimsFile {
  return parseClaims(rawClaim(rules, expected), manifest, 'claims.json')
}

export const rawClaim = (rules: Rule[], expected = 'confirmed') => ({
  format: 'peerup-claims-rules/1',
  about: 'What is claimed.',
  limits: ['Not everything.'],
  experiments: { early: { kind: 'early-sends', about: 'Early.', variant: 'v8', frames: 3 } },
  claims: [
    {
      ...{ id: '1', claim: 'It is so.', source: 'Summary', expected, why: 'It was argued.' },
      rules: rules.map((rule) => ({ because: `so ${rule.verdict}`, ...rule })),
    },
  ],
})

/** TLC's verdict on SendImpliesPeerUp of v8, as a condition. */
export const v8Is = (verdict: 'holds' | 'violated', topologies = ['1x1']): Condition => ({
  model: {
    ...{ variants: ['v8'], scenario: 'clean-start', topologies },
    ...{ property: 'SendImpliesPeerUp', verdict },
  },
})

export const noEvidence: Evidence = {
  manifest,
  ...{ models: [], replays: [], observations: [], memory: [] },
}

/** A row for each property of each model of the manifest, with the expected verdict. */
export function arguedModels(): ModelRow[] {
  return manifest.models.flatMap((key) => {
    const { name, variant, scenario, topology, properties } = modelOf(manifest, key)
    return properties.map(({ property, expected, length }) => ({
      ...{ model: name, variant, scenario, topology, property, expected, verdict: expected },
      ...{ states: 409, depth: length ?? 37, seconds: 1 },
      trace: expected === 'holds' ? null : `traces/${name}.${property}.itf.json`,
    }))
  })
}

export function replayRow(trace: string, variant: string, fields: Partial<ReplayRow>): ReplayRow {
  return {
    ...{ trace, variant, expected: 'unknown', verdict: 'reproduced', step: 24, action: 'Send' },
    ...{ performer: 'W#01-tx0', errno: null, afterwards: 'unknown', seconds: 1 },
    ...fields,
  } as ReplayRow
}

export function memoryRow(
  [family, orders, memory]: readonly [string, string, string],
  verdict: 'holds' | 'violated',
): MemoryRow {
  return {
    ...{ family, orders, of: {}, memory, expected: verdict, verdict, why: '', outcomes: [] },
    steps: verdict === 'holds' ? null : 9,
  }
}
