import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { type Deep, readDeep } from '../../../../src/suricata/studies/deep/deep-file.js'
import {
  isAsCommitted,
  type SampledQuestion,
  sampleDeep,
} from '../../../../src/suricata/studies/deep/deep-sample.js'
import { isPlanOf, readPlan, variantsOf } from '../../../../src/suricata/studies/every-size/plan.js'
import { findJar } from '../../../../src/tlc/jar.js'

const specification = readSpecification(join(packageRoot, 'spec'))
const plan = readPlan(specification)
let deep: Deep
beforeAll(() => {
  const committed = readDeep(packageRoot)
  if (committed === null) throw new Error('expected docs/measured/deep.json')
  deep = committed
})

const sampled = async (committed: Deep): Promise<SampledQuestion[]> =>
  sampleDeep(specification, committed, {
    jar: await findJar({}),
    signal: new AbortController().signal,
  })

describe('a sample of the deep check', () => {
  it('finds the committed answer for each kind and scenario, and notices another one', {
    timeout: 180_000,
  }, async () => {
    // CI asks all smallest questions; these are the ones that take seconds.
    const small = <Row extends { states: number | null }>(rows: readonly Row[] = []) =>
      rows.filter(({ states }) => (states ?? 0) < 20_000)
    const samples = await sampled({
      ...deep,
      lattice: small(deep.lattice),
      refinement: small(deep.refinement),
    })
    const questions = samples.map(({ question }) => question)
    expect([...questions].sort()).toEqual(
      [
        'v7 implements the pair at 1x2, clean-start',
        'fix-b implements the pair at 1x2, failed-open',
        'late-bump+guard+lock+publish-down implements the pair at 1x1, clean-start + failed-open + flap + failed-open-flap',
        'BarrierOpens, EveryThreadForwards, UnpublishedIsTemporary, FatalFailureIsNoticed of v7.clean-start.1x2',
        'safety of late-bump in clean-start at 1x2',
        'fix-a implements the pair at 1x1, failed-open-flaps',
      ].sort(),
    )
    for (const sample of samples) {
      expect(sample.found).toEqual(sample.kept)
      expect(isAsCommitted(sample)).toBe(true)
      const text = JSON.stringify(sample.kept)
      const other = text.replace(/"states":(\d+)/, (_, states) => `"states":${Number(states) - 1}`)
      expect(other).not.toBe(text)
      expect(isAsCommitted({ ...sample, kept: JSON.parse(other) })).toBe(false)
    }
  })

  it('is an error if deep.json lacks a kind, or has a question that is no longer asked', async () => {
    await expect(sampled({ ...deep, refinement: [] })).rejects.toThrow(/rows of refinement/)
    const [row] = deep.refinement ?? []
    const unasked = { ...deep, refinement: row === undefined ? [] : [{ ...row, topology: '9x9' }] }
    await expect(sampled(unasked)).rejects.toThrow(
      /to answer questions of the deep check, got v7 .* at 9x9/,
    )
  })
})

describe('the committed refinements at larger sizes', () => {
  it('answer each planned refinement once, and hold', () => {
    const rows = deep.refinement ?? []
    const questions = plan.refinement.deep.flatMap((planned) =>
      variantsOf(plan, planned).map((variant) => ({ planned, variant })),
    )
    for (const { planned, variant } of questions) {
      const answers = rows.filter((row) => row.variant === variant && isPlanOf(plan, planned, row))
      expect(answers.map(({ verdict }) => verdict)).toEqual(['holds'])
    }
    expect(rows).toHaveLength(questions.length)
  })
})
