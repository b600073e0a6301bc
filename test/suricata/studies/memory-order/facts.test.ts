import { describe, expect, it } from 'vitest'
import { expectationOf, readCases } from '../../../../src/suricata/studies/memory-order/cases.js'
import { memoryFolder } from '../../../../src/suricata/studies/memory-order/check-memory.js'
import { readFacts } from '../../../../src/suricata/studies/memory-order/facts.js'

describe('readFacts', () => {
  it('reads outcomes and witnesses, also over several lines, and skips other output', () => {
    const lines = [
      'Parsing file /a/Memory.tla',
      '<<"MP", "relaxed", "tso", "1:1", TRUE, 6>>',
      '<< "fix-b/third",',
      '   "upstream", "c11", "torn", FALSE, 10 >>',
      '<<"can", "tso", "pass", 2>>',
    ]
    expect(readFacts(lines)).toEqual([
      {
        kind: 'outcome',
        family: 'MP',
        orders: 'relaxed',
        memory: 'tso',
        outcome: '1:1',
        kept: true,
        steps: 6,
      },
      {
        kind: 'outcome',
        family: 'fix-b/third',
        orders: 'upstream',
        memory: 'c11',
        outcome: 'torn',
        kept: false,
        steps: 10,
      },
      { kind: 'can', memory: 'tso', what: 'pass', steps: 2 },
    ])
  })

  it.each([
    ['too few items', '<<"MP", "relaxed", 3>>'],
    ['no number of steps', '<<"can", "tso", "pass", "2">>'],
    ['a tuple that does not end', '<<"MP", "relaxed",'],
  ])('refuses %s', (_, line) => {
    expect(() => readFacts([line])).toThrow(expect.objectContaining({ code: 'tlc' }))
  })
})

describe('the expectations', () => {
  const cases = readCases(memoryFolder)

  it('are one for each case under each memory model', () => {
    for (const { family, orders } of cases.cases) {
      for (const memory of Object.keys(cases.memories)) {
        expect(expectationOf(cases, { family, orders, memory }).why).not.toBe('')
      }
    }
  })

  it('throw an error that names a case without one', () => {
    expect(() => expectationOf(cases, { family: 'MP', orders: 'consume', memory: 'sc' })).toThrow(
      /one expectation for MP with consume under sc, got 0/,
    )
  })
})
