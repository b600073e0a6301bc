import { describe, expect, it } from 'vitest'
import { parseClaims, readClaims } from '../../../../src/suricata/studies/claims/claims-file.js'
import { committedClaims, manifest, rawClaim, specification, v8Is } from './samples.js'

const base = v8Is('holds')
const model = 'model' in base ? base.model : null
const parse = (condition: unknown) =>
  parseClaims(rawClaim([{ verdict: 'confirmed', when: [condition] }]), manifest, 'claims.json')

describe('a condition', () => {
  const replay = { variant: 'v8', verdict: 'reproduced' }
  const shows = { failed: 3 }
  it.each([
    [{ model: { ...model, variants: ['v9'] } }, /a variant that exists .*, got v9/],
    [{ model: { ...model, scenario: 'storm' } }, /a scenario that exists .*, got storm/],
    [{ model: { ...model, property: 'IsFine' } }, /a property that exists .*, got IsFine/],
    [
      { model: { ...model, topologies: ['9x9'] } },
      /a model of the manifest, got v8.clean-start.9x9/,
    ],
    [
      { model: { ...model, topologies: ['1x2'], property: 'BarrierOpens' } },
      /a property that every check asks, got BarrierOpens of v8.clean-start.1x2, which only a deep check asks/,
    ],
    [{ replay: { ...replay, trace: 'v8.clean-start.1x1.TypeOK' } }, /expected to be violated/],
    [{ replay: { ...replay, trace: 'nonsense' } }, /expected the trace of .*, got nonsense/],
    [
      { replay: { ...replay, trace: 'v8.clean-start.1x1.SendImpliesPeerUp', variant: 'v9' } },
      /a variant that exists .*, got v9/,
    ],
    [{ feature: { variant: 'v8', name: 'speed', is: 1 } }, /a feature of v8 that .*, got speed/],
    [{ observation: { name: 'late', shows } }, /an? experiment that exists \(early\), got late/],
    [{ observation: { name: 'early', shows: { outOfRx0: 1 } } }, /fact of early .*, got outOfRx0/],
    [{ model, replay }, /expected claims/],
    [{ rumour: 'they say' }, /expected claims/],
  ])('%j is an error that names the mistake', (condition, message) => {
    expect(() => parse(condition)).toThrow(message)
    expect(() => parse(condition)).toThrow(expect.objectContaining({ code: 'mapping' }))
  })
})

describe('a claims file', () => {
  it.each([
    ['a verdict without evidence', [{ verdict: 'refuted', when: [] }]],
    ['a missing assumption', [{ verdict: 'confirmed-under-assumption', when: [base] }]],
    ['an unknown verdict', [{ verdict: 'plausible', when: [base] }]],
    ['a claim without rules', []],
  ])('cannot have %s', (_, rules) => {
    expect(() => parseClaims(rawClaim(rules), manifest, 'claims.json')).toThrow('expected claims')
  })

  it('has each id once', () => {
    const raw = rawClaim([{ verdict: 'confirmed', when: [base] }])
    const twice = { ...raw, claims: [...raw.claims, ...raw.claims] }
    expect(() => parseClaims(twice, manifest, 'claims.json')).toThrow(
      'claim 1: expected each id once',
    )
  })

  it('is null for a specification without claims.json', () => {
    expect(readClaims({ ...specification, folder: 'test/spec' })).toBeNull()
  })
})

describe('the committed claims', () => {
  const { claims } = committedClaims()

  it('each have a rule for their expected verdict', () => {
    for (const { id, rules, expected } of claims) {
      expect([id, rules.some(({ verdict }) => verdict === expected)]).toEqual([id, true])
    }
  })

  it('each have rules for other verdicts too, unless they are not decidable', () => {
    const fixed = claims.filter(({ rules }) => rules.length === 1)
    for (const { id, rules } of fixed) {
      expect([id, rules[0]?.verdict]).toEqual([id, 'not-decidable'])
    }
  })
})
