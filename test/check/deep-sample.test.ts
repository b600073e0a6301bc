import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isAsKept, isPlanOf, type Sampled, sampleDeep } from '../../src/check/deep-sample.js'
import { type Deep, readDeep } from '../../src/check/measured.js'
import { readSpecification } from '../../src/mapping/manifest.js'
import { readPlan } from '../../src/reduction/plan.js'
import { packageRoot } from '../../src/root.js'
import { findJar } from '../../src/tlc/jar.js'

const specification = readSpecification(join(packageRoot, 'spec'))
const plan = readPlan(specification)
let deep: Deep
beforeAll(() => {
  const kept = readDeep(packageRoot)
  if (kept === null) throw new Error('expected docs/measured/deep.json')
  deep = kept
})

const sampled = async (kept: Deep): Promise<Sampled[]> =>
  sampleDeep(specification, kept, { jar: await findJar({}), signal: new AbortController().signal })

describe('a sample of the deep check', () => {
  it('finds what is kept, of each kind, and would not find anything else', {
    timeout: 180_000,
  }, async () => {
    const samples = await sampled(deep)
    expect(samples).toHaveLength(3)
    for (const sample of samples) {
      expect(sample.found).toEqual(sample.kept)
      expect(isAsKept(sample)).toBe(true)
      const text = JSON.stringify(sample.kept)
      const other = text.replace(/"states":(\d+)/, (_, states) => `"states":${Number(states) - 1}`)
      expect(other).not.toBe(text)
      expect(isAsKept({ ...sample, kept: JSON.parse(other) })).toBe(false)
    }
  })

  it('is an error where nothing is kept, or what is no longer asked', async () => {
    await expect(sampled({ ...deep, refinement: [] })).rejects.toThrow(/rows of refinement/)
    const [row] = deep.refinement ?? []
    const unasked = { ...deep, refinement: row === undefined ? [] : [{ ...row, topology: '9x9' }] }
    await expect(sampled(unasked)).rejects.toThrow(/to answer what is asked, got v7 .* at 9x9/)
  })
})

describe('the refinements that are claimed at larger sizes', () => {
  it('are those that were asked, each once, and hold', () => {
    const rows = deep.refinement ?? []
    const asked = plan.refinement.deep.flatMap((planned) =>
      (planned.variants ?? plan.variants).map((variant) => ({ planned, variant })),
    )
    for (const { planned, variant } of asked) {
      const answers = rows.filter((row) => row.variant === variant && isPlanOf(planned, row))
      expect(answers.map(({ verdict }) => verdict)).toEqual(['holds'])
    }
    expect(rows).toHaveLength(asked.length)
  })
})
