import { beforeAll, describe, expect, it } from 'vitest'
import { readCases } from '../../../../src/suricata/studies/left-out/cases.js'
import { leftOutDocument } from '../../../../src/suricata/studies/left-out/document.js'
import {
  type LeftOutResult,
  leftOutRowIsAsExpected,
} from '../../../../src/suricata/studies/left-out/result.js'
import { leftOut, leftOutFolder, specification } from './left-out.js'

let result: LeftOutResult

beforeAll(async () => {
  result = await leftOut()
}, 600_000)

const { cases } = readCases(leftOutFolder)

const rowsOf = (name: string, changed: boolean) =>
  result.rows.filter((row) => row.case === name && row.changed === changed)

const hurtBy = (name: string, changed = false) =>
  rowsOf(name, changed).flatMap(({ variant, verdict }) => (verdict === 'violated' ? [variant] : []))

describe('what the model leaves out', () => {
  it('has the argued verdicts, and every case occurs', () => {
    expect(result.rows.filter((row) => !leftOutRowIsAsExpected(row))).toEqual([])
  })

  it('is asked of every variant, without each change and with it', () => {
    const variants = Object.keys(specification.manifest.variants).length
    expect(result.rows).toHaveLength(cases.length * variants * 2)
  })

  it('hurts a variant in every case, and its change mends all but no carrier', () => {
    for (const { name } of cases) {
      expect(hurtBy(name), name).not.toEqual([])
      if (name === 'no-carrier') expect(hurtBy(name, true)).toEqual(hurtBy(name))
      // 8.0.0-8.0.5 sends early without any signal.
      else expect(hurtBy(name, true), name).toEqual(name === 'interrupted-poll' ? ['v8'] : [])
    }
  })

  it('shows a counterexample for each violated verdict, and for no other', () => {
    for (const { verdict, counterexample } of result.rows) {
      expect(counterexample === null).toBe(verdict === 'holds')
    }
  })

  it('shows a ring that stands still after one frame', () => {
    const steps = rowsOf('ring-offset', false)[0]?.counterexample ?? []
    const reopened = steps.slice(steps.lastIndexOf('W#01-tx0 EndRing'))
    expect(reopened.filter((step) => step === 'W#01-tx0 Receive')).toHaveLength(1)
  })

  // TLC may take a definition that is constant, such as the first action, from another variant.
  it('asks each variant by its own first action', () => {
    for (const { variant, counterexample } of result.rows) {
      const first = variant === 'fix-d' ? 'OpenSocket' : 'WaitTurn'
      if (counterexample !== null) expect(counterexample[0]).toMatch(new RegExp(`${first}$`))
    }
  })
})

describe('the document', () => {
  it('has a section for each case, and marks no verdict', () => {
    const text = leftOutDocument({ cases }, result)
    for (const { name } of cases) expect(text).toContain(`\n## ${name}\n`)
    expect(text).not.toContain('UNEXPECTED')
  })

  it('marks an unexpected verdict, and a case that never occurs', () => {
    const broken = structuredClone(result)
    for (const row of broken.rows) if (row.case === 'ring-offset') row.happened = false
    expect(leftOutDocument({ cases }, broken)).toMatch(/ring-offset.*UNEXPECTED: all/)
  })

  it('does not depend on the time that the result took', () => {
    const later = { ...result, seconds: result.seconds + 1 }
    const texts = [result, later].map((one) => leftOutDocument({ cases }, one))
    expect(texts[0]).toBe(texts[1])
  })
})
