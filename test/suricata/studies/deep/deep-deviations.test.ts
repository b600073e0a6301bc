import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { deepDeviations } from '../../../../src/suricata/studies/deep/deep-deviations.js'
import { type Deep, readDeep } from '../../../../src/suricata/studies/deep/deep-file.js'

const specification = readSpecification(join(packageRoot, 'spec'))
const committed = readDeep(packageRoot)
if (committed === null) throw new Error('expected docs/measured/deep.json')
const deep: Deep = committed

it('the committed deep check has the verdicts that are argued', () => {
  expect(deepDeviations(specification, deep)).toEqual([])
})

it.each<[string, (deep: Deep) => Deep, RegExp]>([
  [
    'a property',
    (d) => ({ ...d, models: d.models.map((row) => ({ ...row, verdict: 'violated' })) }),
    /deep\.json: v7\.clean-start\.1x2 BarrierOpens: expected holds, got violated$/,
  ],
  [
    'a refinement',
    (d) => ({ ...d, refinement: d.refinement?.map((row) => ({ ...row, verdict: 'violated' })) }),
    /deep\.json: v7 in clean-start at 1x2 does not implement the pair/,
  ],
  [
    'the number of states of an engine',
    (d) => ({ ...d, refinement: d.refinement?.map((row) => ({ ...row, states: row.states + 7 })) }),
    /deep\.json: v7 in clean-start at 1x2: expected 3758 states, got 3765$/,
  ],
  [
    'a set of changes',
    (d) => ({ ...d, lattice: d.lattice?.map((row) => ({ ...row, violated: {} })) }),
    /deep\.json: NeverSends of late-bump in clean-start \(1x2\): expected violated/,
  ],
  [
    'sets of changes that are not declared',
    (d) => ({ ...d, lattice: d.lattice?.map((row) => ({ ...row, set: 'lock' })) }),
    /deep\.json: expected a set of declared changes, got lock: lock requires guard$/,
  ],
])('a different answer on %s is a deviation', (_, alter, text) => {
  const [first] = deepDeviations(specification, alter(deep))
  expect(first).toMatch(text)
})
