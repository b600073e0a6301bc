import { describe, expect, it } from 'vitest'
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
    expect(at('also safe and live under flaps', false, rows).minimal).toEqual([])
  })

  it('must keep the order from the goal that asks for it, with the counterexample at 1x2', () => {
    const rows = peacefulRows()
    for (const row of rows.order) {
      if (row.set.includes('ring-first')) continue
      Object.assign(row, { verdict: 'violated', length: 40 })
    }
    expect(at('also safe and live under flaps', false, rows).minimal[0]?.set).toBe('v8')
    expect(at('also the order of queues kept', false, rows).minimal).toEqual([
      {
        ...{ set: 'ring-first', changes: 1 },
        smaller: [
          {
            ...{ set: 'v8', without: 'ring-first' },
            reason: {
              ...{ property: 'StartedImpliesOrdered', scenario: 'clean-start' },
              ...{ model: '1x2', length: 40 },
            },
          },
        ],
      },
    ])
  })

  it('must notice a fatal failure from the last goal on', () => {
    const rows = peacefulRows()
    for (const row of rows.liveness) {
      if (row.scenario !== 'fatal-open' || row.set.includes('bump-on-fatal')) continue
      Object.assign(row, { verdict: 'violated', breaks: 'FatalFailureIsNoticed', length: 12 })
    }
    expect(at('also the order of queues kept', false, rows).minimal[0]?.set).toBe('v8')
    const [minimal] = at('also a fatal failure is noticed', false, rows).minimal
    expect(minimal?.set).toBe('bump-on-fatal')
    expect(minimal?.smaller[0]?.reason.property).toBe('FatalFailureIsNoticed')
  })

  it('name the property that a stuck state breaks', () => {
    const rows = peacefulRows()
    rows.liveness = rows.liveness.filter(
      ({ set, scenario }) => set !== 'v8' || scenario.startsWith('fatal'),
    )
    const stuck = { property: 'Live', set: 'v8', verdict: 'violated', length: 30 } as const
    rows.liveness.push(
      { ...stuck, scenario: 'clean-start', verdict: 'holds', breaks: null, length: null },
      { ...stuck, scenario: 'failed-open', verdict: 'holds', breaks: null, length: null },
      { ...stuck, scenario: 'flap', breaks: 'EveryThreadForwards' },
    )
    expect(at('also live', false, rows).minimal[0]?.set).toBe('v8')
    const { minimal } = at('also safe and live under flaps', false, rows)
    expect(minimal.flatMap(({ smaller }) => smaller)[0]?.reason).toMatchObject({
      ...{ property: 'EveryThreadForwards', scenario: 'flap', length: 30 },
    })
  })

  it('do not need a question that a counterexample in flap has answered', () => {
    const rows = violate(peacefulRows(), (set) => set === 'v8', { scenario: 'flap', model: '1x1' })
    rows.safety = rows.safety.filter(
      ({ set, scenario, model }) =>
        set !== 'v8' ||
        (scenario !== 'flap-in-ring' &&
          scenario !== 'failed-open-flap' &&
          (scenario !== 'flap' || model === '1x1')),
    )
    expect(at('also live', false, rows).all).toContain('v8')
    expect(at('also safe and live under flaps', false, rows).all).not.toContain('v8')
  })

  it('need every verdict', () => {
    const rows = peacefulRows()
    rows.safety.pop()
    expect(() => answersOf(rows, sets)).toThrow(/expected one verdict on .*, got 0/)
    const unasked = peacefulRows()
    unasked.liveness.shift()
    expect(() => answersOf(unasked, sets)).toThrow(/the liveness of v8/)
    const unordered = peacefulRows()
    unordered.order.shift()
    expect(() => answersOf(unordered, sets)).toThrow(/the order of v8/)
  })
})
