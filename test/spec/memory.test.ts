import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSpecification } from '../../src/core/manifest.js'
import { packageRoot } from '../../src/core/package-root.js'
import { readCases } from '../../src/suricata/studies/memory-order/cases.js'
import { memoryFolder } from '../../src/suricata/studies/memory-order/check-memory.js'
import { exploreConfig } from '../../src/suricata/studies/memory-order/explore.js'
import { configText } from '../../src/tlc/config.js'
import { findJar } from '../../src/tlc/jar.js'
import { parseValue } from '../../src/tlc/output/parse-value.js'
import { runTlc } from '../../src/tlc/run.js'

const read = (file: string) => readFileSync(join(memoryFolder, file), 'utf8')
const cases = readCases(memoryFolder)

/** The named orders that a definition of MCPublication lists. */
function ordersIn(definition: string): unknown {
  const text = read('MCPublication.tla').split(`\n${definition} ==\n`)[1]?.split('\n\n')[0] ?? ''
  return parseValue(`(${text.trim()})`)
}

const ordersOf = (family: string) =>
  Object.fromEntries(
    cases.cases.filter((one) => one.family === family).map(({ orders, of }) => [orders, of]),
  )

describe('cases.json and the modules', () => {
  it.each([
    ['FixAOrders', ['fix-a', 'fix-c']],
    ['FixBOrders', ['fix-b/publisher', 'fix-b/sender', 'fix-b/third']],
    ['ShapeOrders', ['MP', 'SB']],
  ])('have the same orders in %s', (definition, families) => {
    for (const family of families) {
      expect(ordersOf(family)).toEqual(ordersIn(definition))
    }
  })

  it('use the action names of PeerUp.tla', () => {
    const { mapping } = readSpecification(join(packageRoot, 'spec'))
    const accesses = read('Publication.tla').matchAll(
      /(?:Store|Load|AddOne|Call)\("(\w+)", "(\w+)"/g,
    )
    const used = [...accesses]
      .filter(([, , at]) => at !== 'x' && at !== 'y')
      .map(([, action]) => action)
    expect(used.length).toBeGreaterThan(8)
    expect(Object.keys(mapping.actions)).toEqual(expect.arrayContaining(used))
  })

  it('have the committed configuration', () => {
    expect(read('Publication.cfg')).toBe(exploreConfig(null))
  })
})

describe('the length of a counterexample', () => {
  // The states of TLC's own counterexample to the invariant, which Report counts too.
  it.each([
    { memory: 'relaxed', family: 'fix-a', states: 5 },
    { memory: 'c11', family: 'MP', states: 5 },
    { memory: 'tso', family: 'SB', states: 5 },
    // Three stores, the guard and two loads; then DOWN, the close and the send.
    { memory: 'sc', family: 'fix-c/without-lock', states: 10 },
  ])('of $family under $memory is $states states', async (one) => {
    const config = configText({
      constants: {
        Cases: '<- MCCases',
        Families: `{"${one.family}"}`,
        Memories: `{"${one.memory}"}`,
      },
      specification: 'Spec',
      invariants: ['OrderKept'],
      properties: [],
    })
    const { verdict } = await runTlc(
      { specFolder: memoryFolder, module: cases.module, config, workers: 1, deadlock: true },
      { jar: await findJar() },
    )
    if (verdict.kind !== 'violated') throw new Error('expected a counterexample')
    expect(verdict.property).toBe('OrderKept')
    expect(verdict.behaviour.states.length).toBe(one.states)
  })
})
