import { describe, expect, it } from 'vitest'
import { fixSetsDocument } from '../../../../src/suricata/studies/fix-sets/document.js'
import { answersOf } from '../../../../src/suricata/studies/fix-sets/minimal-sets.js'
import { fixSetsPicture } from '../../../../src/suricata/studies/fix-sets/picture.js'
import {
  type FixSetsResult,
  fixSetsResult,
} from '../../../../src/suricata/studies/fix-sets/result.js'
import { sets } from './own-sets.js'
import { peacefulRows } from './rows.js'

/** A result in which no set is safe without the guard, and rings are parallel unless the bump is late. */
function sample(): FixSetsResult {
  const rows = peacefulRows()
  for (const row of rows.safety) {
    if (!row.set.includes('guard')) row.violated.SendImpliesPeerUp = 7
    if (!row.set.includes('late-bump')) row.violated.NeverTwoRings = 9
  }
  return fixSetsResult.parse({
    format: 'peerup-lattice/2',
    tlc: 'Version 2.18',
    ...rows,
    answers: answersOf(rows, sets),
    recommendation: 'guard',
    variants: { v8: 'v8', 'fix-a': 'guard', 'fix-b': 'late-bump' },
    surprises: [],
    ...{ models: 216, asked: 28, resumed: 0, notes: [], seconds: 60 },
  })
}

const withDeep = (result: FixSetsResult): FixSetsResult => ({
  ...result,
  safety: [
    ...result.safety,
    {
      ...{ model: '1x2', set: 'guard', scenario: 'clean-start', states: 1000, depth: 50 },
      ...{ violated: { NeverTwoRings: 15 }, stuck: {} },
    },
  ],
})

describe('the document', () => {
  it('begins with the smallest sets for each goal', () => {
    const text = fixSetsDocument(sample(), sets)
    expect(text).toMatch(/\| safe at start +\| guard \(fix-a\) +\| guard \(fix-a\) +\|/)
    expect(text).toContain(
      'The only smallest set that reaches every goal with rings in parallel is **guard (fix-a)**.',
    )
  })

  it('names what breaks without a change, with the steps of the counterexample', () => {
    expect(fixSetsDocument(sample(), sets)).toMatch(
      /\| guard \(fix-a\) +\| guard +\| SendImpliesPeerUp +\| clean-start, 6 steps +\|/,
    )
  })

  it("has a row for the use of a socket that is not the peer's, if that takes longer", () => {
    const socketRow =
      /\| guard \(fix-a\) +\| guard +\| SendUsesPeersSocket +\| clean-start, (\d+) steps/
    const withSocketAt = (length: number) => {
      const result = sample()
      for (const row of result.safety) {
        if (row.set === 'v8' && row.scenario === 'clean-start' && row.model === '1x1')
          row.violated.SendUsesPeersSocket = length
      }
      return fixSetsDocument(result, sets)
    }
    expect(socketRow.exec(withSocketAt(10))?.[1]).toBe('9')
    // Of the same length, it is the behaviour that is shown already.
    expect(withSocketAt(7)).not.toMatch(socketRow)
    expect(fixSetsDocument(sample(), sets)).not.toMatch(socketRow)
  })

  it('does not depend on the questions of --deep or on the time of the run', () => {
    const other = { ...withDeep(sample()), seconds: 1, resumed: 3, asked: 30, tlc: 'Version 3' }
    expect(fixSetsDocument(other, sets)).toBe(fixSetsDocument(sample(), sets))
    expect(fixSetsPicture(other, sets)).toBe(fixSetsPicture(sample(), sets))
  })

  it('has one row for sets that keep the same promises and differ in one change', () => {
    const text = fixSetsDocument(sample(), sets)
    const table = text.slice(text.indexOf('## Every set'), text.indexOf('## Method'))
    const rows = table.split('\n').filter((line) => line.startsWith('|'))
    expect(rows.length).toBeLessThan(20)
    expect(text).toContain('This table has all 120 sets')
    // Every set is in one row: a star stands for two sets.
    const sizes = rows.slice(2).map((row) => 2 ** (row.match(/ \* /g) ?? []).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(120)
  })

  it('lists unexpected verdicts', () => {
    const result = { ...sample(), surprises: ['Live of guard: expected holds, got violated'] }
    expect(fixSetsDocument(result, sets)).toContain('- Live of guard: expected holds')
    expect(fixSetsDocument(result, sets)).not.toContain('All verdicts are as argued')
  })

  it('recommends nothing without a single smallest set', () => {
    const text = fixSetsDocument({ ...sample(), recommendation: null }, sets)
    expect(text).toContain('No single smallest set reaches every goal with rings in parallel.')
  })
})

describe('the picture', () => {
  it('has the smallest sets and the variants, with the added changes on the edges', () => {
    const text = fixSetsPicture(sample(), sets)
    expect(text).toContain('<b>fix-a</b><br/>guard<br/><i>safe under flaps, live</i>')
    expect(text).toContain('<i>rings in parallel, queues in order</i>')
    expect(text).toContain('-->|"+ guard"|')
    expect(text.match(/:::/g)).toHaveLength(3)
  })

  it('has a key with a colour for each goal, and for none', () => {
    const text = fixSetsPicture(sample(), sets)
    const styles = new Map(
      [...text.matchAll(/^ {2}class (\w+) (\w+)$/gm)].map(([, id, is]) => [id, is]),
    )
    const key = [...text.matchAll(/^ {4}(\w+)\["(.*)"\]$/gm)].map(([, id, words]) => [
      words,
      styles.get(id),
    ])
    expect(key).toEqual([
      ['unsafe at start', 'unsafe'],
      ['safe at start', 'start'],
      ['also safe under failure', 'failure'],
      ['also live', 'live'],
      ['also safe and live under flaps', 'flaps'],
      ['also the order of queues kept', 'ordered'],
      ['also a fatal failure is noticed', 'all'],
      ['dashed: rings one by one', 'serialKey'],
    ])
    // Each colour of the key is the colour of a class of sets.
    for (const style of styles.values()) expect(text).toContain(`  classDef ${style} `)
  })

  it('draws sets without parallel rings dashed', () => {
    expect(fixSetsPicture(sample(), sets)).toMatch(/class s1 serial/)
  })
})
