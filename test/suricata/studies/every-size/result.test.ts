import { describe, expect, it } from 'vitest'
import {
  type EverySizeResult,
  everySizeDeviations,
} from '../../../../src/suricata/studies/every-size/result.js'

const refined = { variant: 'v8', scenario: 'flap', topology: '1x1', states: 9, seconds: 1 }
const pair = { model: 'v8.flap.any', variant: 'v8', scenario: 'flap', states: 9, seconds: 1 }
const concrete = { ...refined, property: 'SendImpliesPeerUp', topology: '6x2' }

const asArgued: EverySizeResult = {
  format: 'peerup-reduction/1',
  tlc: '2.18',
  refinement: [{ ...refined, verdict: 'holds' }],
  pair: [{ ...pair, property: 'TypeOK', expected: 'holds', verdict: 'holds', depth: 3 }],
  concrete: [{ ...concrete, verdict: 'concrete', steps: 7 }],
  seconds: 3,
}

describe('the deviations of a result', () => {
  it('are none if every verdict is as argued', () => {
    expect(everySizeDeviations(asArgued)).toEqual([])
  })

  it.each([
    [
      'a model that does not implement the pair',
      { refinement: [{ ...refined, verdict: 'violated', why: 'Send of W#01-tx0, step 7' }] },
      'v8 in flap at 1x1 does not implement the pair: Send of W#01-tx0, step 7',
    ],
    [
      'an unexpected verdict on the pair',
      { pair: [{ ...asArgued.pair[0], verdict: 'violated' }] },
      'v8.flap.any: expected TypeOK to be holds, got violated',
    ],
    [
      'a violation that many threads do not have',
      { concrete: [{ ...concrete, verdict: 'spurious', steps: null }] },
      "v8 in flap: expected the pair's violation of SendImpliesPeerUp at 6x2 as well, found none",
    ],
  ])('name %s', (_, part, sentence) => {
    const unexpected = { ...asArgued, ...part } as EverySizeResult
    expect(everySizeDeviations(unexpected)).toEqual([sentence])
  })
})
