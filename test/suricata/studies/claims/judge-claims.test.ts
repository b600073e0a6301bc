import { describe, expect, it } from 'vitest'
import type { ModelRow } from '../../../../src/report/results.js'
import type { Evidence } from '../../../../src/suricata/studies/claims/evidence.js'
import {
  claimDeviations,
  judgeClaims,
} from '../../../../src/suricata/studies/claims/judge-claims.js'
import { arguedModels, noEvidence, oneClaim, replayRow, v8Is } from './samples.js'

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

  it('shows all the evidence of that rule, and no other', () => {
    const feature = { feature: { variant: 'v8', name: 'guard', is: false } }
    const claim = first([
      { verdict: 'refuted', when: [v8Is('holds')] },
      { verdict: 'confirmed', when: [v8Is('violated'), feature] },
    ])
    expect(claim?.evidence.map(({ text }) => text)).toEqual([
      expect.stringContaining('v8.clean-start.1x1: not always: every send goes'),
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

  it('is undecided, and says what differs, if no rule speaks of what was found', () => {
    const claim = first([{ verdict: 'confirmed', when: [v8Is('holds')] }])
    expect(claim).toMatchObject({ verdict: 'undecided', because: null, evidence: [] })
    expect(claim?.obstacles).toEqual([
      expect.stringMatching(/^rule 1 \(confirmed\): different: TLC, v8\.clean-start\.1x1: not/),
    ])
  })

  it('is undecided, and names what is missing, although a later rule would hold', () => {
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

  it('does not need what is missing of a rule that cannot hold', () => {
    const missing = { replay: { trace: sent, variant: 'v8', verdict: 'reproduced' } }
    const claim = first([
      { verdict: 'confirmed', when: [missing, v8Is('holds')] },
      { verdict: 'refuted', when: [v8Is('violated')] },
    ])
    expect(claim?.verdict).toBe('refuted')
  })
})

const sent = 'v8.clean-start.1x1.SendImpliesPeerUp'

describe('evidence that is not there', () => {
  const model = (changes: Partial<ModelRow>) =>
    modelsOnly(arguedModels().map((row) => ({ ...row, ...changes })))
  const replayed = (verdict: 'not-run' | 'error') => ({
    ...noEvidence,
    replays: [replayRow(sent, 'v8', { verdict })],
  })
  const replay = { replay: { trace: sent, variant: 'v8', verdict: 'reproduced' } }
  const memory = { family: 'fix-a', orders: 'upstream', memories: ['sc'], verdict: 'holds' }
  const seen = { name: 'early', shows: { failed: 3 } }

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
      'fix-a with the orders upstream under sc: nothing is known',
    ],
    ['an observation', { observation: seen }, noEvidence, 'the observation early'],
  ])('%s decides nothing', (_, condition, evidence, told) => {
    const result = judgeClaims(evidence, oneClaim([{ verdict: 'confirmed', when: [condition] }]))
    expect(result.claims[0]?.verdict).toBe('undecided')
    expect(claimDeviations(result)).toEqual([expect.stringContaining(told)])
  })

  it('of one topology is missed, whatever the others say', () => {
    const models = arguedModels().filter(({ topology }) => topology !== '2x1')
    const when = [v8Is('violated', ['1x1', '2x1'])]
    const claim = first([{ verdict: 'confirmed', when }], modelsOnly(models))
    expect(claim?.obstacles).toEqual([expect.stringContaining('v8.clean-start.2x1: no verdict')])
  })
})

describe('a replay', () => {
  const asks = { trace: sent, variant: 'v8', verdict: 'reproduced', errno: 'ENOTSOCK' }
  const decide = (found: Parameters<typeof replayRow>[2]) =>
    first([{ verdict: 'confirmed', when: [{ replay: { ...asks, afterwards: 'forwards' } }] }], {
      ...noEvidence,
      replays: [replayRow(sent, 'v8', { errno: 'ENOTSOCK', afterwards: 'forwards', ...found })],
    })?.verdict

  it('counts with its verdict, the answer of the kernel and what came afterwards', () => {
    expect(decide({})).toBe('confirmed')
    expect(decide({ verdict: 'refused' })).toBe('undecided')
    expect(decide({ errno: 'ENXIO' })).toBe('undecided')
    expect(decide({ afterwards: 'wedged' })).toBe('undecided')
  })
})
