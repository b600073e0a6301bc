import { beforeAll, describe, expect, it } from 'vitest'
import { checkMemoryOrder } from '../../../../src/suricata/studies/memory-order/check-memory.js'
import { memoryOrderDocument } from '../../../../src/suricata/studies/memory-order/document.js'
import {
  type MemoryOrderResult,
  memoryRowIsAsExpected,
} from '../../../../src/suricata/studies/memory-order/result.js'
import { findJar } from '../../../../src/tlc/jar.js'

let result: MemoryOrderResult

beforeAll(async () => {
  result = await checkMemoryOrder({ jar: await findJar() })
}, 120_000)

const rowOf = (family: string, orders: string, memory: string) => {
  const found = result.rows.find(
    (row) => row.family === family && row.orders === orders && row.memory === memory,
  )
  if (found === undefined) throw new Error(`expected ${family} ${orders} ${memory}`)
  return found
}

const outcomesOf = (family: string, orders: string, memory: string): string[] =>
  rowOf(family, orders, memory).outcomes.map(({ outcome }) => outcome)

describe('the memory models', () => {
  it('give the argued verdicts, each with an allowed outcome', () => {
    expect(result.rows.filter((row) => !memoryRowIsAsExpected(row))).toEqual([])
  })

  it('show none, one, both and both of store buffering and message passing', () => {
    const shown = Object.keys(result.about.memories).map((memory) =>
      ['SB', 'MP'].filter((shape) => rowOf(shape, 'relaxed', memory).verdict === 'violated'),
    )
    expect(shown).toEqual([[], ['SB'], ['SB', 'MP'], ['SB', 'MP']])
  })

  it('allow every outcome of the next stronger model, in every case', () => {
    const memories = ['sc', 'tso', 'relaxed', 'c11']
    for (const { family, orders, memory } of result.rows) {
      const weaker = memories[memories.indexOf(memory) + 1] ?? memory
      const allowed = outcomesOf(family, orders, weaker)
      expect(allowed).toEqual(expect.arrayContaining(outcomesOf(family, orders, memory)))
    }
  })

  it('reorder accesses only under relaxed and tso', () => {
    expect(result.witnesses.map(({ memory, what }) => `${memory} ${what}`).sort()).toEqual([
      'relaxed reorder',
      'tso pass',
    ])
  })

  it('have in every case a sender that sends nothing and one that uses published values', () => {
    for (const { family, orders, memory } of result.rows) {
      if (family === 'MP' || family === 'SB') continue
      const outcomes = outcomesOf(family, orders, memory)
      expect(outcomes).toEqual(expect.arrayContaining(['not-sent', 'published']))
    }
  })
})

describe('a socket that closes and another one that opens', () => {
  const flaps = (family: string) => family.startsWith('fix-c')

  it('both carry sends, in every case', () => {
    for (const { family, orders, memory } of result.rows.filter((row) => flaps(row.family))) {
      const outcomes = outcomesOf(family, orders, memory)
      expect(outcomes).toEqual(expect.arrayContaining(['published', 'published-again']))
    }
  })

  it('make each control of Fix C fail by a send through the closed socket, and by nothing else', () => {
    const isControl = (family: string) => result.about.families[family]?.role === 'control'
    const controls = result.rows.filter(({ family }) => flaps(family) && isControl(family))
    expect(new Set(controls.map(({ family }) => family)).size).toBe(4)
    for (const { outcomes } of controls) {
      const broken = outcomes.filter(({ kept }) => !kept).map(({ outcome }) => outcome)
      expect(broken).toEqual(['closed'])
    }
  })
})

describe('the document', () => {
  it('has the verdicts of every case', () => {
    const lines = memoryOrderDocument(result).split('\n')
    for (const { family, orders } of result.rows) {
      const line = lines.find((one) => new RegExp(`^\\| ${family} +\\| ${orders} +\\|`).test(one))
      const verdicts = ['sc', 'tso', 'relaxed', 'c11'].map((m) => rowOf(family, orders, m).verdict)
      const cells = line?.split('|').slice(4, 8) ?? []
      expect(cells.map((cell) => (cell.includes('does not') ? 'violated' : 'holds'))).toEqual(
        verdicts,
      )
    }
  })

  it('marks unexpected verdicts, and its text on Fix A follows the rows', () => {
    const broken = structuredClone(result)
    for (const row of broken.rows) {
      if (row.family === 'fix-a' && row.orders === 'upstream' && row.memory === 'c11') {
        Object.assign(row, { verdict: 'violated', steps: 7 })
      }
    }
    expect(memoryOrderDocument(result)).not.toContain('UNEXPECTED')
    expect(memoryOrderDocument(broken)).toContain('UNEXPECTED: does not (7 steps)')
    expect(memoryOrderDocument(result)).toContain(
      "Fix A with upstream's orders, all seq_cst, suffices under every memory model",
    )
    expect(memoryOrderDocument(broken)).toContain('and does not under c11')
  })

  it('has a text on the lock of Fix C that follows the rows', () => {
    const text = memoryOrderDocument(result)
    expect(text).toContain('## The guard under a lock: Fix C')
    expect(text).toContain('exactly the orders that suffice for Fix A suffice for Fix C')
    const broken = structuredClone(result)
    for (const row of broken.rows) {
      const isRelaxed = row.family === 'fix-c' && row.orders === 'relaxed' && row.memory === 'c11'
      if (isRelaxed) Object.assign(row, { verdict: 'holds', steps: null })
      if (row.family === 'fix-c/without-lock' && row.memory === 'sc') row.verdict = 'holds'
    }
    const changed = memoryOrderDocument(broken)
    expect(changed).not.toContain('exactly the orders')
    expect(changed).toContain('with Fix C relaxed under c11 suffices')
    expect(changed).toContain(
      'Fix C without the lock suffices under sc, and does not under tso and relaxed and c11',
    )
  })

  it('does not depend on the time that the result took', () => {
    expect(memoryOrderDocument({ ...result, seconds: result.seconds + 1 })).toBe(
      memoryOrderDocument(result),
    )
  })
})
