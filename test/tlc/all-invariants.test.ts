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
  folder = mkdtempSync(join(tmpdir(), 'peerup-every-'))
  writeFileSync(join(folder, 'Counter.tla'), counter)
  jar = await findJar()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = (
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

/** The values of x on the way to each violation. */
const ways = ({ violated }: AllInvariantsResult) =>
  Object.fromEntries(
    [...violated].map(([name, { states }]) => [name, states.map(({ state }) => state.x)]),
  )

describe('one run for all invariants', () => {
  it('finds each that is violated, by a shortest way, and none that holds', async () => {
    const result = await ask(['AtMostFive', 'Lower', 'Small', 'NotOne'], ['GetsThere'])
    expect(ways(result)).toEqual({ NotOne: [0, 1], Small: [0, 1, 2, 3], Lower: [0, 1, 2, 3, 4] })
    // The whole graph was searched all the same.
    expect(result).toMatchObject({ live: true, states: 6, depth: 6 })
  })

  it('finds two that the same state violates, where a run for both names the first only', async () => {
    const both = ['Small', 'AlsoSmall']
    const way = [0, 1, 2, 3]
    expect(ways(await ask(both))).toEqual({ Small: way, AlsoSmall: way })
    expect(ways(await ask(both.toReversed()))).toEqual({ Small: way, AlsoSmall: way })
    const alone = await runTlc(
      {
        ...{ specFolder: folder, module: 'Counter', workers: 1, deadlock: true },
        config: `SPECIFICATION Spec\nINVARIANTS ${both.join(' ')}\n`,
      },
      { jar },
    )
    expect(alone.verdict).toMatchObject({ kind: 'violated', property: 'Small' })
  })

  it('finds what an initial state violates, and what comes later as well', async () => {
    expect(ways(await ask(['NotZero', 'Small', 'NotOne']))).toEqual({
      ...{ NotZero: [0], NotOne: [0, 1], Small: [0, 1, 2, 3] },
    })
    // 1 is an initial state too, so the way to it has one state.
    expect(ways(await ask(['NotZero', 'NotOne', 'Small'], [], 'FromTwo'))).toEqual({
      ...{ NotZero: [0], NotOne: [1], Small: [1, 2, 3] },
    })
  })

  it('says that a temporal property fails, and loses no invariant by it', async () => {
    const result = await ask(['Small', 'AtMostFive'], ['GetsThere', 'GoesBeyond'])
    expect(result.live).toBe(false)
    expect(ways(result)).toEqual({ Small: [0, 1, 2, 3] })
  })

  it('says nothing of liveness that was not asked', async () => {
    expect(await ask(['AtMostFive'])).toMatchObject({ live: null, states: 6 })
    expect(await ask([], ['GetsThere'])).toMatchObject({ live: true, states: 6 })
  })

  it('finds all of many that one state violates', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `Below${i}`)
    const { violated } = await ask(many)
    expect([...violated.keys()].sort()).toEqual(many.toSorted())
    for (const { states } of violated.values()) expect(states).toHaveLength(3)
  })

  it('takes an end for none of them, if so asked', async () => {
    const result = await ask(['Small', 'AtMostFive'], [], 'Ends', false)
    expect(ways(result)).toEqual({ Small: [0, 1, 2, 3] })
    expect(result.states).toBe(6)
  })

  it('is not misled by a specification that keeps something in the same registers', async () => {
    expect(ways(await ask(['Small'], [], 'SpecWithRegister'))).toEqual({ Small: [0, 1, 2, 3] })
  })
})

describe('one run for all invariants is an error', () => {
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: 'tlc', message: expect.stringMatching(message) })

  it('if the specification prints violations of its own', async () => {
    // Always true, but it says each time that the first one is violated.
    const run = ask(['Loud', 'AtMostFive'])
    await expect(run).rejects.toThrow(refused(/^expected 6 violations of AllInvariants, got $/))
  })

  it('if a deadlock was found, which nobody asked about', async () => {
    const run = ask(['Small'], [], 'Ends')
    await expect(run).rejects.toThrow(
      refused(/^expected a violation of what was asked, got deadlock/),
    )
  })

  it.each([
    ['cannot be evaluated', 'Absurd', { file: 'Counter.tla' }],
    ['does not exist', 'Nowhere', {}],
  ])('if an invariant %s', async (_, invariant, where) => {
    await expect(ask(['Small', invariant])).rejects.toThrow(
      expect.objectContaining({ code: 'spec', where: expect.objectContaining(where) }),
    )
  })
})

it('the counterexamples of v8 are those of a run for each', { timeout: 120_000 }, async () => {
  const specification = readSpecification(specFolder)
  const { manifest, folder: own } = specification
  const model = modelOf(manifest, { variant: 'v8', scenario: 'clean-start', topology: '1x1' })
  const asked = model.properties.filter(({ kind }) => kind !== 'temporal')
  const common = await checkAllInvariants(
    {
      ...{ specFolder: own, module: manifest.module, constants: model.constants },
      ...{ specification: manifest.specification, properties: [], deadlock: true },
      invariants: asked.map(({ property }) => property),
    },
    { jar },
  )
  const alone = await pMap(
    asked,
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
