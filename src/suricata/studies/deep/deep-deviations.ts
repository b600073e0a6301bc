import { modelOf, type Specification } from '../../../core/manifest.js'
import { parseSizes } from '../../../core/topology.js'
import { unexpectedRows } from '../../../report/unexpected-marks.js'
import { refinementDeviations } from '../every-size/result.js'
import { readExpectations, unexpectedVerdicts } from '../fix-sets/expectations.js'
import { fixSetsOf } from '../fix-sets/sets.js'
import type { Deep } from './deep-file.js'

/** Where `docs/measured/deep.json` differs from what is argued today, a sentence each. */
export function deepDeviations(specification: Specification, deep: Deep): string[] {
  const { models, lattice = [], refinement = [] } = deep
  const withTodaysExpectation = models.map((row) => {
    const { properties } = modelOf(specification.manifest, row)
    const expected = properties.find(({ property }) => property === row.property)?.expected
    return { ...row, expected: expected ?? row.expected }
  })
  return [
    ...unexpectedRows(withTodaysExpectation).flatMap((lines) =>
      lines.replaceAll(/^! /gm, '').split('\n'),
    ),
    ...unexpectedVerdicts(readExpectations(specification), { safety: lattice, liveness: [] }),
    ...refinementDeviations(refinement),
    ...unknownSets(specification, lattice),
    ...stateCountDeviations(specification, deep),
  ].map((sentence) => `docs/measured/deep.json: ${sentence}`)
}

function unknownSets({ manifest }: Specification, lattice: NonNullable<Deep['lattice']>): string[] {
  const sets = fixSetsOf(manifest)
  const unknown = lattice.map(({ set }) => set).filter((set) => sets.named(set) === undefined)
  return [...new Set(unknown)].map(
    (set) => `expected a set of declared changes, got ${set}: ${sets.problemOf(set)}`,
  )
}

/**
 * The search of a whole model and the check that it implements the pair visit the same states. The check tells
 * none apart by the order of a fanout group, so with several threads an interface it visits no more.
 */
function stateCountDeviations({ manifest }: Specification, { refinement = [] }: Deep): string[] {
  return refinement.flatMap(({ variant, scenario, topology, states }) => {
    const model = manifest.models.find(
      (one) => one.variant === variant && one.scenario === scenario && one.topology === topology,
    )
    if (model === undefined || states === model.states) return []
    const hasGroups = (parseSizes(topology, manifest.sizes).threads ?? 1) > 1
    if (hasGroups && states < model.states) return []
    return [
      `${variant} in ${scenario} at ${topology}: expected ${model.states} states, got ${states}`,
    ]
  })
}
