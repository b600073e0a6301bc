import { describe, expect, it } from 'vitest'
import { expectedOf } from '../../../../src/suricata/studies/every-size/plan.js'
import { altered, ours, pairRow, plan, violation } from './reduced.js'

const question = { variant: 'v8', scenario: 'clean-start', property: 'SendImpliesPeerUp' }

describe('the pair', () => {
  it('has a counterexample that ends with a send', async () => {
    const { row, behaviour } = await violation(ours, question)
    expect(behaviour.states).toHaveLength(row.depth ?? 0)
    expect(behaviour.states.at(-1)?.action).toMatch(/^Send/)
  })

  it('of Fix A violates SendImpliesPeerUp without its guard', async () => {
    const mutant = altered({
      file: 'Pair.tla',
      from: 'IF Variant.guard /\\ peer',
      to: 'IF FALSE /\\ peer',
    })
    const row = await pairRow(mutant, { ...question, variant: 'fix-a' })
    expect(row).toMatchObject({ verdict: 'violated', expected: 'holds' })
  })
})

describe('an expectation', () => {
  it('is an error if neither the manifest nor the plan has one', () => {
    const unargued = { ...question, scenario: 'earthquake' }
    expect(() => expectedOf(plan, ours.manifest, unargued)).toThrow(
      'expected one verdict argued for SendImpliesPeerUp of v8 in earthquake, got 0',
    )
  })
})
