import { describe, expect, it } from 'vitest'
import { type ModelKey, modelOf, readSpecification } from '../../src/core/manifest.js'
import {
  type OverviewTerms,
  overviewLegend,
  overviewTable,
  overviewTerms,
} from '../../src/report/overview-table.js'
import type { ModelRow } from '../../src/report/results.js'
import { overviewTermsOf } from '../../src/suricata/overview-terms.js'
import { lostUpdate, specFolder } from '../check/traces.js'
import { modelRow } from './samples.js'

const terms: OverviewTerms = {
  safety: ['SendImpliesPeerUp'],
  unsafe: 'unsafe send',
  liveness: ['BarrierOpens', 'EveryThreadForwards'],
  forwards: 'EveryThreadForwards',
}

const model = (topology: string, variant = 'v8'): ModelKey => ({
  ...{ variant, scenario: 'clean-start', topology },
})

/** Rows of v8 at one topology: a verdict for each property, or none. */
function rows(topology: string, verdicts: Record<string, ModelRow['verdict']>): ModelRow[] {
  return Object.entries(verdicts).map(([property, verdict]) =>
    modelRow(['v8', property, topology], 'holds', { verdict, expected: 'holds' }),
  )
}

const live = { BarrierOpens: 'holds', EveryThreadForwards: 'holds' } as const
const good = { SendImpliesPeerUp: 'holds', ...live } as const

/** The one cell of the table, without the mark of what is unexpected. */
function cellOf(found: ModelRow[], topologies = ['1x1'], own = terms): string {
  const expected = found.map((row) =>
    row.verdict === 'holds' || row.verdict === 'violated' ? { ...row, expected: row.verdict } : row,
  )
  const table = overviewTable(
    expected,
    topologies.map((topology) => model(topology)),
    own,
  )
  return table.split('\n').at(-1)?.split('|')[2]?.trim() ?? ''
}

describe('a cell of the overview', () => {
  it.each<[string, ModelRow[], string]>([
    ['everything holds', rows('1x1', good), 'safe and live'],
    [
      'a safety property is violated',
      rows('1x1', { ...good, SendImpliesPeerUp: 'violated' }),
      'unsafe send, live',
    ],
    [
      'the program never comes to forward',
      rows('1x1', { ...good, BarrierOpens: 'violated', EveryThreadForwards: 'violated' }),
      'safe, wedged',
    ],
    [
      'another liveness property is violated',
      rows('1x1', { ...good, BarrierOpens: 'violated' }),
      'safe, BarrierOpens violated',
    ],
    [
      'liveness was not asked',
      rows('1x1', { SendImpliesPeerUp: 'holds' }),
      'safe, liveness not run',
    ],
    [
      'a part of liveness was not asked',
      rows('1x1', { SendImpliesPeerUp: 'holds', BarrierOpens: 'holds' }),
      'safe, liveness not run',
    ],
    ['there is no row', [], 'not run'],
    [
      'nothing ran',
      rows('1x1', { SendImpliesPeerUp: 'not-run', BarrierOpens: 'not-run' }),
      'not run',
    ],
  ])('says what TLC found if %s', (_, found, cell) => {
    expect(cellOf(found)).toBe(cell)
  })

  it('names the topologies of an answer that does not hold for all of them', () => {
    const deep = rows('1x2', { SendImpliesPeerUp: 'holds' })
    const both = ['1x1', '1x2']
    expect(cellOf([...rows('1x1', good), ...deep], both)).toBe('safe, live at 1x1')
    const unsafe = rows('1x2', { SendImpliesPeerUp: 'violated' })
    expect(cellOf([...rows('1x1', good), ...unsafe], both)).toBe(
      'safe at 1x1, unsafe send at 1x2, live at 1x1',
    )
    expect(cellOf(rows('1x1', good), both)).toBe('safe at 1x1, live at 1x1, not run at 1x2')
  })

  it('names an error', () => {
    const failed = rows('1x1', { SendImpliesPeerUp: 'error', ...live })
    expect(cellOf(failed)).toBe('! safety: error, live')
  })

  it('is marked if a row of its models is unexpected, also one that it does not speak of', () => {
    const other = modelRow(['v8', 'TypeOK', '1x1'], 'violated', { expected: 'holds' })
    expect(cellOf(rows('1x1', good))).toBe('safe and live')
    const table = overviewTable([...rows('1x1', good), other], [model('1x1')], terms)
    expect(table).toContain('| ! safe and live |')
  })

  it('of a model that is not among the selected ones says so', () => {
    const models = [model('1x1'), { ...model('1x1', 'v7'), scenario: 'flap' }]
    expect(overviewTable(rows('1x1', good), models, terms).split('\n').slice(2)).toEqual([
      '| v8      | safe and live | not asked |',
      '| v7      | not asked     | not run   |',
    ])
  })
})

describe('the columns of the overview', () => {
  const models = [model('1x1'), { ...model('1x1'), scenario: 'flap' }]
  const both = (first: ModelRow[], second: ModelRow[], own = terms) =>
    overviewTable([...first, ...second.map((row) => ({ ...row, scenario: 'flap' }))], models, own)
      .split('\n')
      .map((line) => line.replace(/ +/g, ' '))

  it('are shared by scenarios with equal answers, and by no others', () => {
    const lines = both(rows('1x1', good), rows('1x1', good))
    expect([lines[0], lines[2]]).toEqual([
      '| variant | clean-start, flap |',
      '| v8 | safe and live |',
    ])
    const unequal = both(rows('1x1', good), rows('1x1', { SendImpliesPeerUp: 'holds' }))
    expect([unequal[0], unequal[2]]).toEqual([
      '| variant | clean-start | flap |',
      '| v8 | safe and live | safe, liveness not run |',
    ])
  })

  it.each(['holds', 'violated'] as const)(
    'answer the own question of a scenario: %s',
    (verdict) => {
      const own = { liveness: ['Noticed'], good: 'ends', bad: 'hangs' }
      // This scenario forwards no more, whatever the answer to its own question.
      const flap = rows('1x1', { ...good, EveryThreadForwards: 'violated', Noticed: verdict })
      const expected = flap.map((row) => ({
        ...row,
        expected: row.verdict === 'violated' ? ('violated' as const) : row.expected,
      }))
      const lines = both(rows('1x1', good), expected, { ...terms, otherwise: { flap: own } })
      const word = verdict === 'holds' ? 'ends' : 'hangs'
      expect(lines[2]).toBe(`| v8 | safe and live | safe, ${word} |`)
    },
  )
})

describe('the overview of a specification', () => {
  const specification = readSpecification(specFolder)
  const { manifest } = specification
  const models = manifest.models.map((key) => modelOf(manifest, key))
  /** As every check finds it: what takes minutes is not asked. */
  const asArgued = models.flatMap(({ name, properties, ...key }) =>
    properties
      .filter(({ deep }) => !deep)
      .map(({ property, expected }) =>
        modelRow([key.variant, property, key.topology], expected, {
          ...{ model: name, scenario: key.scenario },
        }),
      ),
  )

  // A flap wedges all but fix-d: v8, fix-a and fix-b do not bump after a failed first open, and a sender may
  // take the error of its peer's socket, for which the peer then waits. The engine hangs if the second
  // thread fails and does not bump, because the first then stays at the barrier; v8, fix-a and fix-c bump
  // before the ring set-up, fix-d after its failure. No thread has to begin before the first.
  it('says of each variant and scenario what was argued', () => {
    expect(overviewTable(asArgued, models, overviewTermsOf(manifest))).toBe(
      [
        '| variant          | clean-start         | failed-open    | flap, flap-in-ring | fatal-open   | fatal-open-first |',
        '| ---------------- | ------------------- | -------------- | ------------------ | ------------ | ---------------- |',
        '| v7 (7.0.x)       | safe, live at 1x1   | unsafe, live   | unsafe, wedged     | safe, hangs  | safe, ends       |',
        '| v8 (8.0.0-8.0.5) | unsafe, live at 1x1 | unsafe, wedged | unsafe, wedged     | unsafe, ends | unsafe, ends     |',
        '| fix-a            | safe, live at 1x1   | safe, wedged   | unsafe, wedged     | safe, ends   | safe, ends       |',
        '| fix-b            | safe, live at 1x1   | unsafe, wedged | unsafe, wedged     | safe, hangs  | safe, ends       |',
        '| revert (8.0.6+)  | safe, live at 1x1   | unsafe, live   | unsafe, wedged     | safe, hangs  | safe, ends       |',
        '| fix-c            | safe, live at 1x1   | safe and live  | safe, wedged       | safe, ends   | safe, ends       |',
        '| fix-d            | safe, live at 1x1   | safe and live  | safe and live      | safe, ends   | safe, ends       |',
      ].join('\n'),
    )
  })

  it.each<[string, (row: ModelRow) => ModelRow]>([
    ['as argued', (row) => row],
    ['all marked as unexpected', (row) => ({ ...row, why: 'distinct states: expected 1, got 2' })],
    ['nothing ran', (row) => ({ ...row, verdict: 'not-run' })],
    ['everything failed', (row) => ({ ...row, verdict: 'error' })],
    ['everything violated', (row) => ({ ...row, verdict: 'violated' })],
  ])('fits 120 columns, %s', (_, alter) => {
    for (const own of [overviewTermsOf(manifest), overviewTerms(manifest)]) {
      const lines = overviewTable(asArgued.map(alter), models, own).split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
    }
  })

  it('has a row for each cell if a row for each variant were too wide', () => {
    const scenarios = Array.from({ length: 16 }, (_, i) => ({
      ...model('1x1'),
      scenario: `long-${i}`,
    }))
    const lines = overviewTable([], scenarios, terms).split('\n')
    expect(lines).toHaveLength(2 + scenarios.length)
    expect(lines[0]).toBe('| variant | scenario | TLC found |')
  })

  it('explains its words by the properties, and names the topologies', () => {
    expect(overviewLegend(models, overviewTermsOf(manifest)).split('\n')).toEqual([
      'safe or unsafe: whether SendImpliesPeerUp, SendUsesPeersSocket and SendUsesPeersIfIndex hold',
      'live or wedged: whether BarrierOpens, EveryThreadForwards and UnpublishedIsTemporary hold',
      'fatal-open, ends or hangs: whether FatalFailureIsNoticed holds',
      'fatal-open-first, ends or hangs: whether FatalFailureIsNoticed holds',
      'topologies: clean-start 1x1, 1x2, 2x1; failed-open 1x1; flap 1x1; flap-in-ring 1x1; fatal-open 1x1; fatal-open-first 1x1',
    ])
  })

  it('of other things than packets names the violated property', () => {
    const other = readSpecification(lostUpdate).manifest
    const [first] = other.models
    if (first === undefined) throw new Error('expected a model')
    const row = modelRow([first.variant, 'NothingLost', first.topology], 'violated', {
      scenario: first.scenario,
    })
    const own = overviewTermsOf(other)
    expect(overviewTable([row], [first], own)).toContain('| load-store | NothingLost violated |')
    expect(overviewLegend([first], own)).toBe(
      'safe: whether NothingLost holds\ntopologies: once two',
    )
  })
})
