import { describe, expect, it } from 'vitest'
import { readSpecification } from '../../../src/core/manifest.js'
import type { BinaryRow } from '../../../src/report/results.js'
import { isAffected, matchingVariants } from '../../../src/suricata/binary/conclude.js'
import { committedTrace, specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)
type Told = Parameters<typeof matchingVariants>[0][number]

const none = { version: null, takenFor: null, startSeconds: 0.1, replaySeconds: 0.1 }

/** A replay that ended like this, of a trace which each variant leaves at the step given for it. */
function told(name: string, seen: Partial<BinaryRow>, steps: Record<string, number | null>): Told {
  return {
    trace: committedTrace(name),
    row: {
      ...{ trace: name, binary: '/engine', expected: 'unknown', verdict: 'refused', why: null },
      ...{ step: null, action: null, performer: null, errno: null, afterwards: 'unknown' },
      engine: { ...none, ended: 'ended with code 0', log: [] },
      seconds: 1,
      ...seen,
    } as BinaryRow,
    prediction: new Map(Object.entries(steps)),
  }
}

const refused = (step: number): Partial<BinaryRow> => ({ verdict: 'refused', step })
const reproduced: Partial<BinaryRow> = { verdict: 'reproduced' }

const race = (seen: Partial<BinaryRow>) =>
  told('v8.flap.1x1.SendImpliesPeerUp', seen, { v8: null, 'fix-a': null, 'fix-c': 22, v7: 3 })
const sends = (seen: Partial<BinaryRow>) =>
  told('fix-c.flap.1x1.NeverSends', seen, { v8: null, 'fix-a': null, 'fix-c': null, v7: 3 })
const recovers = (seen: Partial<BinaryRow>) =>
  told('fix-c.flap.1x1.NeverRecovers', seen, { v8: 28, 'fix-a': 28, 'fix-c': null, v7: 3 })

describe('an engine', () => {
  it('goes as the variants whose model says of every replay what was seen, to the step', () => {
    expect(matchingVariants([race(refused(22))], specification)).toEqual(['fix-c'])
    expect(matchingVariants([race(refused(3))], specification)).toEqual(['v7'])
    expect(matchingVariants([race(reproduced)], specification)).toEqual(['v8', 'fix-a'])
    expect(matchingVariants([race(reproduced), recovers(refused(28))], specification)).toEqual([
      'v8',
      'fix-a',
    ])
  })

  it('goes as none of them if it leaves elsewhere, or was not asked about them', () => {
    expect(matchingVariants([race(refused(9))], specification)).toEqual([])
    expect(
      matchingVariants([{ ...race(refused(22)), prediction: undefined }], specification),
    ).toEqual([])
  })
})

describe('whether it is affected', () => {
  const is = (...asked: Told[]) => isAffected(asked, 'flap', specification)

  it('is so where one counterexample is reproduced, whatever else it did', () => {
    expect(is(race(reproduced))).toBe(true)
    expect(is(race(reproduced), sends(refused(9)))).toBe(true)
  })

  it('is not so where it goes as a variant, which sends and recovers there', () => {
    expect(is(race(refused(22)), sends(reproduced), recovers(reproduced))).toBe(false)
  })

  it('is not known where it leaves a counterexample elsewhere: it may wait where nobody stops it', () => {
    expect(is(race(refused(9)), sends(reproduced), recovers(reproduced))).toBe(null)
  })

  it('is not known without what the variant can do there', () => {
    expect(is(race(refused(22)), sends(reproduced))).toBe(null)
    expect(is(race(refused(22)), recovers(reproduced))).toBe(null)
    expect(is(race(refused(22)), sends(reproduced), recovers(refused(31)))).toBe(null)
    expect(is(sends(reproduced), recovers(reproduced))).toBe(null)
    expect(is()).toBe(null)
  })

  it.each([
    ['is not known where it logged a send to no socket, if only after it was let go', 0, null],
    ['is not so where a link was down under a socket', 4, false],
  ])('%s', (_, socket, expected) => {
    const why = socket === 0 ? 'Socket operation on non-socket' : 'Network is down'
    const log = [`W: af-packet: rx0: sending packet failed on socket ${socket}: ${why}`]
    const engine = { ...none, ended: 'ended with code 0', log }
    const logged = race({ ...refused(22), engine })
    expect(is(logged, sends(reproduced), recovers(reproduced))).toBe(expected)
  })

  it('is not known by the replays of another scenario', () => {
    const asked = [race(refused(22)), sends(reproduced), recovers(reproduced)]
    expect(isAffected(asked, 'failed-open', specification)).toBe(null)
  })
})
