import { describe, expect, it } from 'vitest'
import { readSurvey } from '../../../../src/suricata/studies/fix-sets/survey.js'
import type { TlcResult } from '../../../../src/tlc/output/read-output.js'

const good = [
  '<<"surveyed", {1}, 2>>',
  '<<"found", 1, 40, 9, 1>>',
  '<<"broken", 1, "SendImpliesPeerUp", 6>>',
  '<<"found", 2, 10, 4, 0>>',
]

const result = (outside: string[], states = 150): TlcResult => ({
  ...{ version: 'TLC', verdict: { kind: 'holds' }, states, generated: states, depth: 100 },
  ...{ outside, seconds: 1 },
})

const read = (outside: string[], states?: number) =>
  readSurvey(result(outside, states), { count: 2, horizon: 100 })

describe('the notes of a survey', () => {
  it('have the states, the depth and the length of each shortest counterexample', () => {
    expect(read(good)).toEqual([
      { states: 40, depth: 10, violated: { SendImpliesPeerUp: 7 }, stuck: {} },
      { states: 10, depth: 5, violated: {}, stuck: {} },
    ])
  })

  it('tell states that are stuck from violations', () => {
    const stuck = good.with(2, '<<"broken", 1, "BarrierOpens", 6>>')
    expect(read(stuck)[0]).toMatchObject({ violated: {}, stuck: { BarrierOpens: 7 } })
  })

  it.each([
    ['an unknown property', good.with(2, '<<"broken", 1, "SendIsFine", 6>>')],
    ['a lost violation', good.toSpliced(2, 1)],
    ['a repeated violation', good.toSpliced(2, 0, good[2] ?? '')],
    ['a violation of an unknown question', [...good, '<<"broken", 3, "NeverSends", 6>>']],
    ['a lost question', good.toSpliced(3, 1)],
    ['a repeated question', good.with(3, good[1] ?? '')],
    ['a question without states', good.with(3, '<<"found", 2, 0, 0, 0>>')],
    ['an unknown line', [...good, '<<"lost", 1>>']],
    ['a line that is cut off', good.with(1, '<<"found", 1, 40,')],
    ['a line with too few items', good.with(1, '<<"found", 1, 40>>')],
    ['two different skews', good.with(0, '<<"surveyed", {0, 1}, 2>>')],
    ['an unfinished survey', good.slice(1)],
    ['no lines', []],
  ])('are an error with %s', (_, lines) => {
    expect(() => read(lines)).toThrow(expect.objectContaining({ code: 'tlc' }))
  })

  it('are an error if they do not cover all states', () => {
    expect(() => read(good, 151)).toThrow(/expected notes of 51 states, got 50/)
  })

  it('are an error after a search that stopped early', () => {
    const behaviour = { states: [], loop: null, stuttering: false }
    const stopped: TlcResult = {
      ...result(good),
      verdict: { kind: 'violated', what: 'deadlock', property: null, behaviour },
    }
    expect(() => readSurvey(stopped, { count: 2, horizon: 100 })).toThrow(/got deadlock/)
  })
})
