import { describe, expect, it } from 'vitest'
import { pairCounterexample } from '../../src/reduction/pair.js'
import { expectedOf } from '../../src/reduction/plan.js'
import { changed, options, ours, pairRow, plan } from './reduced.js'

const asked = { variant: 'v8', scenario: 'clean-start', property: 'SendImpliesPeerUp' }

describe('the pair', () => {
  it('reports the length that the shortest counterexample has', async () => {
    const row = await pairRow(ours, asked)
    const { states } = await pairCounterexample(ours, plan, row, options)
    expect(states).toHaveLength(row.depth ?? 0)
  })

  it('believes no report of a length that the counterexample does not have', async () => {
    const row = { ...(await pairRow(ours, asked)), depth: 3 }
    await expect(pairCounterexample(ours, plan, row, options)).rejects.toMatchObject({
      code: 'tlc',
      message: expect.stringContaining('a counterexample of 3 states'),
    })
  })

  it('rejects a report of a property that it does not know', async () => {
    const change = {
      module: 'MCPair.tla',
      from: 'PrintT(<< "violated", Claims[i],',
      to: 'PrintT(<< "violated", "Anything",',
    }
    await expect(changed(change, (mutant) => pairRow(mutant, asked))).rejects.toMatchObject({
      code: 'tlc',
      message: expect.stringContaining('Anything'),
    })
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
