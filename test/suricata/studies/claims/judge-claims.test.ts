import { describe, expect, it } from 'vitest'
import type { ModelRow } from '../../../../src/report/results.js'
import type { Evidence } from '../../../../src/suricata/studies/claims/evidence.js'
import {
  claimDeviations,
  judgeClaims,
} from '../../../../src/suricata/studies/claims/judge-claims.js'
import { arguedModels, manifest, noEvidence, oneClaim, replayRow, v8Is } from './samples.js'

const modelsOnly = (models = arguedModels()): Evidence => ({ ...noEvidence, models })
const first = (rules: Parameters<typeof oneClaim>[0], evidence = modelsOnly()) =>
  judgeClaims(evidence, oneClaim(rules)).claims[0]

describe('a claim', () => {
  it('has the verdict of the first rule whose conditions all hold', () => {
    const claim = first([
      { verdict: 'refuted', when: [v8Is('violated'), v8Is('holds')] },
      { verdict: 'confirmed', when: [v8Is('violated')] },
      { verdict: 'refuted', when: [v8Is('violated')] },
    ])
    expect(claim).toMatchObject({ verdict: 'confirmed', because: 'so confirmed', obstacles: [] })
  })

  it('shows all evidence of that rule, and no other evidence', () => {
    const feature = { feature: { variant: 'v8', name: 'guard', is: false } }
    const claim = first([
      { verdict: 'refuted', when: [v8Is('holds')] },
      { verdict: 'confirmed', when: [v8Is('violated'), feature] },
    ])
    expect(claim?.evidence.map(({ text }) => text)).toEqual([
      `TLC, v8.clean-start.1x1: not always: ${manifest.properties.SendImpliesPeerUp?.claim} (24 steps); \`SendImpliesPeerUp\` is violated`,
      'By definition, v8 has `guard` = `false`',
    ])
    expect(claim?.evidence[0]?.links.map(({ to }) => to)).toEqual([
      '../traces/v8.clean-start.1x1.SendImpliesPeerUp.itf.json',
      'diagrams/v8.clean-start.1x1.SendImpliesPeerUp.svg',
    ])
  })

  it('keeps the assumption under which it is confirmed', () => {
    const assumption = 'nothing fails'
    const rule = { verdict: 'confirmed-under-assumption', assumption, when: [v8Is('violated')] }
    expect(first([rule])).toMatchObject({ verdict: 'confirmed-under-assumption', assumption })
  })

  it('is undecided, and names what differs, if no rule applies', () => {
    const claim = first([{ verdict: 'confirmed', when: [v8Is('holds')] }])
    expect(claim).toMatchObject({ verdict: 'undecided', because: null, evidence: [] })
    expect(claim?.obstacles).toEqual([
      expect.stringMatching(/^rule 1 \(confirmed\): different: TLC, v8\.clean-start\.1x1: not/),
    ])
  })

  it('is undecided, and names what is missing, although a later rule would apply', () => {
    const missing = { replay: { trace: sent, variant: 'v8', verdict: 'reproduced' } }
    const claim = first([
      { verdict: 'confirmed', when: [missing] },
      { verdict: 'refuted', when: [v8Is('violated')] },
    ])
    expect(claim).toMatchObject({
      verdict: 'undecided',
      obstacles: [`rule 1 (confirmed): missing: the replay of ${sent} in v8`],
    })
  })

  it('does not need the missing evidence of a rule that cannot apply', () => {
    const missing = { replay: { trace: sent, variant: 'v8', verdict: 'reproduced' } }
    const claim = first([
      { verdict: 'confirmed', when: [missing, v8Is('holds')] },
      { verdict: 'refuted', when: [v8Is('violated')] },
    ])
    expect(claim?.verdict).toBe('refuted')
  })
})

const sent = 'v8.clean-start.1x1.SendImpliesPeerUp'

describe('missing evidence', () => {
  const model = (changes: Partial<ModelRow>) =>
    modelsOnly(arguedModels().map((row) => ({ ...row, ...changes })))
  const replayed = (verdict: 'not-run' | 'error') => ({
    ...noEvidence,
    replays: [replayRow(sent, 'v8', { verdict })],
  })
  const replay = { replay: { trace: sent, variant: 'v8', verdict: 'reproduced' } }
  const memory = { family: 'fix-a', orders: 'upstream', memories: ['sc'], verdict: 'holds' }
  const observation = { name: 'early', shows: { failed: 3 } }

  it.each([
    ['a model that did not run', v8Is('violated'), model({ verdict: 'not-run' }), '(not-run)'],
    ['a model that failed', v8Is('violated'), model({ verdict: 'error' }), '(error)'],
    ['a model that was not asked', v8Is('violated'), noEvidence, '(not asked)'],
    ['a replay that did not run', replay, replayed('not-run'), '(not-run)'],
    ['a replay that failed', replay, replayed('error'), '(error)'],
    [
      'a memory order',
      { memory },
      noEvidence,
      'fix-a with the orders upstream under sc: no verdict',
    ],
    ['an observation', { observation }, noEvidence, 'the observation early'],
  ])('%s decides nothing', (_, condition, evidence, text) => {
    const result = judgeClaims(evidence, oneClaim([{ verdict: 'confirmed', when: [condition] }]))
    expect(result.claims[0]?.verdict).toBe('undecided')
    expect(claimDeviations(result)).toEqual([expect.stringContaining(text)])
  })

  it('on one topology leaves the claim undecided, whatever the other topologies show', () => {
    const models = arguedModels().filter(({ topology }) => topology !== '2x1')
    const when = [v8Is('violated', ['1x1', '2x1'])]
    const claim = first([{ verdict: 'confirmed', when }], modelsOnly(models))
    expect(claim?.obstacles).toEqual([expect.stringContaining('v8.clean-start.2x1: no verdict')])
  })
})

describe('a replay', () => {
  const required = { trace: sent, variant: 'v8', verdict: 'reproduced', errno: 'ENOTSOCK' }
  const decide = (actual: Parameters<typeof replayRow>[2]) =>
    first([{ verdict: 'confirmed', when: [{ replay: { ...required, afterwards: 'forwards' } }] }], {
      ...noEvidence,
      replays: [replayRow(sent, 'v8', { errno: 'ENOTSOCK', afterwards: 'forwards', ...actual })],
    })?.verdict

  it("must have the verdict, the kernel's answer and the forwarding that the condition requires", () => {
    expect(decide({})).toBe('confirmed')
    expect(decide({ verdict: 'refused' })).toBe('undecided')
    expect(decide({ errno: 'ENXIO' })).toBe('undecided')
    expect(decide({ afterwards: 'wedged' })).toBe('undecided')
  })
})
