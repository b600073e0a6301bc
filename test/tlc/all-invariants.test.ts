import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pMap from 'p-map'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelConfig } from '../../src/check/check-model.js'
import { modelOf, readSpecification } from '../../src/core/manifest.js'
import { type AllInvariantsResult, checkAllInvariants } from '../../src/tlc/all-invariants.js'
import { findJar } from '../../src/tlc/jar.js'
import { runTlc } from '../../src/tlc/run.js'
import { specFolder } from '../check/traces.js'

/** A counter goes from 0 to 5, one step at a time, and stays there. */
const counter = `---- MODULE Counter ----
EXTENDS Integers, TLC
VARIABLE x
Init == x = 0
InitTwice == x \\in {0, 1}
Next == IF x < 5 THEN x' = x + 1 ELSE UNCHANGED x
Spec == Init /\\ [][Next]_x /\\ WF_x(Next)
FromTwo == InitTwice /\\ [][Next]_x
Ends == Init /\\ [][x < 5 /\\ x' = x + 1]_x
Small == x < 3
AlsoSmall == x \\in 0..2
Lower == x < 4
AtMostFive == x <= 5
NotZero == x > 0
NotOne == x # 1
Absurd == x.field
GetsThere == <>(x = 5)
GoesBeyond == <>(x = 6)
Loud == x >= 0 /\\ PrintT(<<"violates", {1}>>)
SpecWithRegister == Init /\\ TLCSet(1, TRUE) /\\ [][Next]_x
${Array.from({ length: 30 }, (_, i) => `Below${i} == x < 2`).join('\n')}
====
`

let folder: string
let jar: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peerup-all-invariants-'))
  writeFileSync(join(folder, 'Counter.tla'), counter)
  jar = await findJar()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const check = (
  invariants: string[],
  properties: string[] = [],
  specification = 'Spec',
  deadlock = true,
) =>
  checkAllInvariants(
    {
      ...{ specFolder: folder, module: 'Counter', constants: {} },
      ...{ specification, invariants, properties, deadlock },
    },
    { jar },
  )

/** The values of x in each counterexample. */
const counterexamples = ({ violated }: AllInvariantsResult) =>
  Object.fromEntries(
    [...violated].map(([name, { states }]) => [name, states.map(({ state }) => state.x)]),
  )

describe('one search for all invariants', () => {
  it('finds a shortest counterexample of each violated invariant, and none of another', async () => {
    const result = await check(['AtMostFive', 'Lower', 'Small', 'NotOne'], ['GetsThere'])
    expect(counterexamples(result)).toEqual({
      NotOne: [0, 1],
      Small: [0, 1, 2, 3],
      Lower: [0, 1, 2, 3, 4],
    })
    // TLC still searched the whole graph.
    expect(result).toMatchObject({ live: true, states: 6, depth: 6 })
  })

  it('finds two invariants that one state violates; a plain run names the first', async () => {
    const both = ['Small', 'AlsoSmall']
    const way = [0, 1, 2, 3]
    expect(counterexamples(await check(both))).toEqual({ Small: way, AlsoSmall: way })
    expect(counterexamples(await check(both.toReversed()))).toEqual({ Small: way, AlsoSmall: way })
    const alone = await runTlc(
      {
        ...{ specFolder: folder, module: 'Counter', workers: 1, deadlock: true },
        config: `SPECIFICATION Spec\nINVARIANTS ${both.join(' ')}\n`,
      },
      { jar },
    )
    expect(alone.verdict).toMatchObject({ kind: 'violated', property: 'Small' })
  })

  it('finds violations of initial and of later states', async () => {
    expect(counterexamples(await check(['NotZero', 'Small', 'NotOne']))).toEqual({
      ...{ NotZero: [0], NotOne: [0, 1], Small: [0, 1, 2, 3] },
    })
    // 1 is an initial state too, so its counterexample has one state.
    expect(counterexamples(await check(['NotZero', 'NotOne', 'Small'], [], 'FromTwo'))).toEqual({
      ...{ NotZero: [0], NotOne: [1], Small: [1, 2, 3] },
    })
  })

  it('reports a violated temporal property and every violated invariant', async () => {
    const result = await check(['Small', 'AtMostFive'], ['GetsThere', 'GoesBeyond'])
    expect(result.live).toBe(false)
    expect(counterexamples(result)).toEqual({ Small: [0, 1, 2, 3] })
  })

  it('reports no liveness without a temporal property', async () => {
    expect(await check(['AtMostFive'])).toMatchObject({ live: null, states: 6 })
    expect(await check([], ['GetsThere'])).toMatchObject({ live: true, states: 6 })
  })

  it('finds 30 invariants that one state violates', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `Below${i}`)
    const { violated } = await check(many)
    expect([...violated.keys()].sort()).toEqual(many.toSorted())
    for (const { states } of violated.values()) expect(states).toHaveLength(3)
  })

  it('ignores a deadlock if the request does', async () => {
    const result = await check(['Small', 'AtMostFive'], [], 'Ends', false)
    expect(counterexamples(result)).toEqual({ Small: [0, 1, 2, 3] })
    expect(result.states).toBe(6)
  })

  it('uses other registers than the specification', async () => {
    expect(counterexamples(await check(['Small'], [], 'SpecWithRegister'))).toEqual({
      Small: [0, 1, 2, 3],
    })
  })
})

describe('one search for all invariants fails', () => {
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: 'tlc', message: expect.stringMatching(message) })

  it('if the specification prints the same tuples', async () => {
    // Loud always holds, but prints each time that the first invariant is violated.
    const run = check(['Loud', 'AtMostFive'])
    await expect(run).rejects.toThrow(refused(/^expected 6 violations of AllInvariants, got $/))
  })

  it('if TLC finds a deadlock, which the request does not mention', async () => {
    const run = check(['Small'], [], 'Ends')
    await expect(run).rejects.toThrow(
      refused(/^expected violations of the requested properties alone, got deadlock/),
    )
  })

  it.each([
    ['cannot be evaluated', 'Absurd', { file: 'Counter.tla' }],
    ['does not exist', 'Nowhere', {}],
  ])('if an invariant %s', async (_, invariant, where) => {
    await expect(check(['Small', invariant])).rejects.toThrow(
      expect.objectContaining({ code: 'spec', where: expect.objectContaining(where) }),
    )
  })
})

it('the counterexamples of v8 are the same as in one run for each', {
  timeout: 120_000,
}, async () => {
  const specification = readSpecification(specFolder)
  const { manifest, folder: own } = specification
  const model = modelOf(manifest, { variant: 'v8', scenario: 'clean-start', topology: '1x1' })
  const invariants = model.properties.filter(({ kind }) => kind !== 'temporal')
  const common = await checkAllInvariants(
    {
      ...{ specFolder: own, module: manifest.module, constants: model.constants },
      ...{ specification: manifest.specification, properties: [], deadlock: true },
      invariants: invariants.map(({ property }) => property),
    },
    { jar },
  )
  const alone = await pMap(
    invariants,
    async (one) => {
      const config = modelConfig(specification, model, [one])
      const { verdict } = await runTlc(
        { specFolder: own, module: manifest.module, config, workers: 1, deadlock: true },
        { jar },
      )
      return [one.property, verdict.kind === 'violated' ? verdict.behaviour : undefined] as const
    },
    { concurrency: 2 },
  )
  expect(alone.filter(([, behaviour]) => behaviour !== undefined)).toHaveLength(7)
  for (const [property, behaviour] of alone) {
    expect([property, common.violated.get(property)]).toEqual([property, behaviour])
  }
})
