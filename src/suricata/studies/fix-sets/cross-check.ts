import { type Manifest, modelOf } from '../../../core/manifest.js'
import { type LivenessRow, type SafetyRow, safetyProperty } from './result.js'
import { fixSetsOf } from './sets.js'

/** The variants of the manifest that are sets of the lattice. */
export function namedSets(manifest: Manifest): Record<string, string> {
  const sets = fixSetsOf(manifest)
  const named = Object.entries(manifest.variants).flatMap(([name, { features }]) => {
    const set = sets.withFeatures(features)
    return set === undefined ? [] : [[name, set.name]]
  })
  return Object.fromEntries(named)
}

/**
 * Where a search for safety and one for liveness found another number of states: all sets are searched
 * at once in one, and each by itself in the other. One that ends at a violation has not seen all.
 */
export function unlikeCounts(rows: {
  safety: readonly SafetyRow[]
  liveness: readonly LivenessRow[]
}): string[] {
  return rows.liveness
    .filter(({ verdict }) => verdict === 'holds')
    .flatMap(({ set, scenario, states }) => {
      const row = rows.safety.find(
        (row) => row.set === set && row.scenario === scenario && row.model === '1x1',
      )
      return row === undefined || row.states === states
        ? []
        : [`states of ${set} in ${scenario}: ${row.states} for safety, ${states} for liveness`]
    })
}

/**
 * Where the lattice says something else of a variant than the manifest, whose models are checked one
 * by one: its states, its depth, each verdict and each length.
 */
export function disagreements(
  manifest: Manifest,
  rows: { safety: readonly SafetyRow[]; liveness: readonly LivenessRow[] },
): string[] {
  const sets = namedSets(manifest)
  return manifest.models.flatMap(
    ({ variant, scenario, topology, states, depth, counterexamples }) => {
      const name = `${variant}.${scenario}.${topology}`
      const row = rows.safety.find(
        (row) => row.set === sets[variant] && row.scenario === scenario && row.model === topology,
      )
      if (row === undefined) return []
      return [
        ...differs(`distinct states of ${name}`, states, row.states),
        ...differs(`depth of ${name}`, depth, row.depth),
        ...safetyProperty.options.flatMap((property) =>
          differs(
            `states of the counterexample ${name}.${property}`,
            counterexamples[property] ?? 'none',
            row.violated[property] ?? 'none',
          ),
        ),
        ...(topology === '1x1'
          ? livenessDiffers(manifest, rows.liveness, { variant, scenario })
          : []),
      ]
    },
  )
}

function livenessDiffers(
  manifest: Manifest,
  liveness: readonly LivenessRow[],
  { variant, scenario }: { variant: string; scenario: string },
): string[] {
  const set = namedSets(manifest)[variant]
  const row = liveness.find((row) => row.set === set && row.scenario === scenario)
  if (row === undefined) return []
  const temporal = modelOf(manifest, { variant, scenario, topology: '1x1' }).properties.filter(
    ({ kind }) => kind === 'temporal',
  )
  const live = temporal.every(({ expected }) => expected === 'holds')
  const what = `liveness of ${variant}.${scenario}.1x1`
  return differs(what, live ? 'holds' : 'violated', row.verdict)
}

function differs(what: string, listed: string | number, found: string | number): string[] {
  return listed === found ? [] : [`${what}: the manifest says ${listed}, the lattice ${found}`]
}
