import { type Manifest, modelOf } from '../../../core/manifest.js'
import { isAskedIn } from './all-questions.js'
import { type LivenessRow, type SafetyRow, safetyProperty } from './result.js'
import { fixSetsOf } from './sets.js'

type Rows = { safety: readonly SafetyRow[]; liveness: readonly LivenessRow[] }

/** The name of the set that each variant of the manifest is; variants that are no set are left out. */
export function setNamesByVariant(manifest: Manifest): Record<string, string> {
  const sets = fixSetsOf(manifest)
  const named = Object.entries(manifest.variants).flatMap(([name, { features }]) => {
    const set = sets.withFeatures(features)
    return set === undefined ? [] : [[name, set.name]]
  })
  return Object.fromEntries(named)
}

/**
 * Where a named variant's row differs from the manifest, whose models are checked one by one: in its
 * states, its depth, a verdict or the length of a counterexample. A sentence each.
 */
export function manifestDeviations(manifest: Manifest, rows: Rows): string[] {
  const sets = setNamesByVariant(manifest)
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
  const set = setNamesByVariant(manifest)[variant]
  const row = liveness.find((row) => row.set === set && row.scenario === scenario)
  if (row === undefined) return []
  const temporal = modelOf(manifest, { variant, scenario, topology: '1x1' }).properties.filter(
    ({ kind, property }) => kind === 'temporal' && isAskedIn(row.property, property),
  )
  const live = temporal.every(({ expected }) => expected === 'holds')
  const what = `liveness of ${variant}.${scenario}.1x1`
  return differs(what, live ? 'holds' : 'violated', row.verdict)
}

function differs(what: string, listed: string | number, actual: string | number): string[] {
  return listed === actual ? [] : [`${what}: expected ${listed} (models.json), got ${actual}`]
}
