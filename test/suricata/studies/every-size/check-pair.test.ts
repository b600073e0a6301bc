import { describe, expect, it } from 'vitest'
import { expectedOf } from '../../../../src/suricata/studies/every-size/plan.js'
import { changed, ours, pairRow, plan, violation } from './reduced.js'

const asked = { variant: 'v8', scenario: 'clean-start', property: 'SendImpliesPeerUp' }

describe('the pair', () => {
  it('has the shortest counterexample, to a send', async () => {
    const { row, behaviour } = await violation(ours, asked)
    expect(behaviour.states).toHaveLength(row.depth ?? 0)
    expect(behaviour.states.at(-1)?.action).toMatch(/^Send/)
  })

  it('without a guard violates what the guard is there for', async () => {
    const guarded = { ...asked, variant: 'fix-a' }
    const change = {
      module: 'Pair.tla',
      from: 'IF Variant.guard /\\ peer',
      to: 'IF FALSE /\\ peer',
    }
    const row = await changed(change, (mutant) => pairRow(mutant, guarded))
    expect(row).toMatchObject({ verdict: 'violated', expected: 'holds' })
  })
})

describe('an expectation', () => {
  it('that nobody argued is an error', () => {
    const nobodys = { ...asked, scenario: 'earthquake' }
    expect(() => expectedOf(plan, ours.manifest, nobodys)).toThrow(
      'expected one verdict argued for SendImpliesPeerUp of v8 in earthquake, got 0',
    )
  })
})
