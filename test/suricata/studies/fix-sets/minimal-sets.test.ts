import { describe, expect, it } from 'vitest'
import { stateCountDeviations } from '../../../../src/suricata/studies/fix-sets/cross-check.js'
import { answersOf } from '../../../../src/suricata/studies/fix-sets/minimal-sets.js'
import { sets } from './own-sets.js'
import { peacefulRows } from './rows.js'

const at = (want: string, parallel: boolean, rows = peacefulRows()) => {
  const answer = answersOf(rows, sets).find((one) => one.want === want && one.parallel === parallel)
  if (answer === undefined) throw new Error(want)
  return answer
}

const violate = (
  rows: ReturnType<typeof peacefulRows>,
  isAffected: (set: string) => boolean,
  { scenario, model }: { scenario: string; model: string },
) => {
  for (const row of rows.safety) {
    if (isAffected(row.set) && row.scenario === scenario && row.model === model)
      row.violated.SendImpliesPeerUp = 7
  }
  return rows
}

describe('the minimal sets', () => {
  it('are v8 alone if nothing breaks', () => {
    expect(at('safe at start', false).minimal).toEqual([{ set: 'v8', changes: 0, smaller: [] }])
  })

  it('are none with parallel rings if no set has them', () => {
    expect(at('safe at start', true).minimal).toEqual([])
  })

  it('name what breaks without a change, with its counterexample', () => {
    const place = { scenario: 'clean-start', model: '1x1' }
    const rows = violate(peacefulRows(), (set) => !set.includes('guard'), place)
    expect(at('safe at start', false, rows).minimal).toEqual([
      {
        set: 'guard',
        changes: 1,
        smaller: [
          {
            set: 'v8',
            without: 'guard',
            reason: { property: 'SendImpliesPeerUp', ...place, length: 7 },
          },
        ],
      },
    ])
  })

  it('must be safe in the reduced model too', () => {
    const rows = violate(peacefulRows(), (set) => set === 'v8', {
      ...{ scenario: 'clean-start', model: 'any' },
    })
    expect(at('safe at start', false, rows).all).not.toContain('v8')
  })

  it('do not depend on scenarios of later goals', () => {
    const rows = violate(peacefulRows(), () => true, { scenario: 'flap', model: '1x1' })
    expect(at('also live', false, rows).minimal[0]?.set).toBe('v8')
    expect(at('also safe under flaps', false, rows).minimal).toEqual([])
  })

  it('need every verdict', () => {
    const rows = peacefulRows()
    rows.safety.pop()
    expect(() => answersOf(rows, sets)).toThrow(/expected one verdict on .*, got 0/)
    const unasked = peacefulRows()
    unasked.liveness.shift()
    expect(() => answersOf(unasked, sets)).toThrow(/the liveness of v8/)
  })
})

describe('the searches for safety and for liveness', () => {
  it('must find the same number of states', () => {
    const rows = peacefulRows()
    expect(stateCountDeviations(rows)).toEqual([])
    for (const row of rows.liveness) if (row.set === 'guard') row.states += 1
    expect(stateCountDeviations(rows)).toEqual([
      'states of guard in failed-open-flap: the safety search found 9, the liveness search 10',
    ])
  })
})
