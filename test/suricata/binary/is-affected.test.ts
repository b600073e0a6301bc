import { describe, expect, it } from 'vitest'
import { readSpecification } from '../../../src/core/manifest.js'
import type { BinaryRow } from '../../../src/report/results.js'
import {
  isAffected,
  matchingVariants,
  type ObservedReplay,
} from '../../../src/suricata/binary/is-affected.js'
import { committedTrace, specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)

const unknownEngine = { version: null, takenFor: null, startSeconds: 0.1, replaySeconds: 0.1 }

/** A replay with this outcome; `steps` has the step at which each variant leaves the trace. */
function replayOf(
  name: string,
  outcome: Partial<BinaryRow>,
  steps: Record<string, number | null>,
): ObservedReplay {
  return {
    trace: committedTrace(name),
    row: {
      ...{ trace: name, binary: '/engine', expected: 'unknown', verdict: 'refused', why: null },
      ...{ step: null, action: null, performer: null, errno: null, afterwards: 'unknown' },
      engine: { ...unknownEngine, ended: 'ended with code 0', log: [] },
      seconds: 1,
      ...outcome,
    } as BinaryRow,
    prediction: new Map(Object.entries(steps)),
  }
}

const refused = (step: number): Partial<BinaryRow> => ({ verdict: 'refused', step })
const reproduced: Partial<BinaryRow> = { verdict: 'reproduced' }

const race = (outcome: Partial<BinaryRow>) =>
  replayOf('v8.flap.1x1.SendImpliesPeerUp', outcome, {
    v8: null,
    'fix-a': null,
    'fix-c': 22,
    v7: 3,
  })
const sends = (outcome: Partial<BinaryRow>) =>
  replayOf('fix-c.flap.1x1.NeverSends', outcome, { v8: null, 'fix-a': null, 'fix-c': null, v7: 3 })
const recovers = (outcome: Partial<BinaryRow>) =>
  replayOf('fix-c.flap.1x1.NeverRecovers', outcome, { v8: 28, 'fix-a': 28, 'fix-c': null, v7: 3 })

describe('matchingVariants', () => {
  it('has the variants whose model predicts every replay, to the step', () => {
    expect(matchingVariants([race(refused(22))], specification)).toEqual(['fix-c'])
    expect(matchingVariants([race(refused(3))], specification)).toEqual(['v7'])
    expect(matchingVariants([race(reproduced)], specification)).toEqual(['v8', 'fix-a'])
    expect(matchingVariants([race(reproduced), recovers(refused(28))], specification)).toEqual([
      'v8',
      'fix-a',
    ])
  })

  it('has those alone that read an error as the engine does', () => {
    const seen = (waits: boolean | null) =>
      matchingVariants([race(refused(22))], specification, { waits })
    expect(seen(true)).toEqual(['fix-c'])
    expect(seen(false)).toEqual([])
    expect(seen(null)).toEqual([])
  })

  it('is empty after a refusal at another step, or without a prediction', () => {
    expect(matchingVariants([race(refused(9))], specification)).toEqual([])
    expect(
      matchingVariants([{ ...race(refused(22)), prediction: undefined }], specification),
    ).toEqual([])
  })
})

describe('an engine', () => {
  const is = (...replays: ObservedReplay[]) =>
    isAffected(replays, 'flap', specification, { waits: true })

  it('is affected if it reproduces one counterexample, whatever else it does', () => {
    expect(is(race(reproduced))).toBe(true)
    expect(is(race(reproduced), sends(refused(9)))).toBe(true)
  })

  it('is not affected if it behaves like a variant, and sends and recovers', () => {
    expect(is(race(refused(22)), sends(reproduced), recovers(reproduced))).toBe(false)
  })

  it('is unknown if it leaves a counterexample at another step: it may wait between calls', () => {
    expect(is(race(refused(9)), sends(reproduced), recovers(reproduced))).toBe(null)
  })

  it('is unknown without the controls of the variant', () => {
    expect(is(race(refused(22)), sends(reproduced))).toBe(null)
    expect(is(race(refused(22)), recovers(reproduced))).toBe(null)
    expect(is(race(refused(22)), sends(reproduced), recovers(refused(31)))).toBe(null)
    expect(is(sends(reproduced), recovers(reproduced))).toBe(null)
    expect(is()).toBe(null)
  })

  it.each([
    ['is unknown if it logged a send on no socket, even after the gates opened', 0, null],
    ['is not affected by a send while the link of a socket was down', 4, false],
  ])('%s', (_, socket, expected) => {
    const why = socket === 0 ? 'Socket operation on non-socket' : 'Network is down'
    const log = [`W: af-packet: rx0: sending packet failed on socket ${socket}: ${why}`]
    const engine = { ...unknownEngine, ended: 'ended with code 0', log }
    const logged = race({ ...refused(22), engine })
    expect(is(logged, sends(reproduced), recovers(reproduced))).toBe(expected)
  })

  it.each([
    ['how it reads an error was not seen', null],
    ['it reads an error by a call that no variant has', { waits: null }],
    ['it reads an error as its variant does not', { waits: false }],
  ])('is unknown if links go down and %s', (_, read) => {
    const replays = [race(refused(22)), sends(reproduced), recovers(reproduced)]
    expect(isAffected(replays, 'flap', specification, read)).toBe(null)
  })

  it('is unknown in a scenario without replays', () => {
    const replays = [race(refused(22)), sends(reproduced), recovers(reproduced)]
    expect(isAffected(replays, 'failed-open', specification)).toBe(null)
  })
})
