import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import type { Manifest, Specification } from '../../../core/manifest.js'
import { readJson } from '../../../core/mapping.js'
import { fixSetsOf } from '../fix-sets/sets.js'
import type { RefinementRow } from './result.js'

const verdict = z.enum(['holds', 'violated'])

const refinement = z.strictObject({
  topology: z.string(),
  /** Checked together in one run. */
  scenarios: z.array(z.string()).min(1),
  /** All of the plan's, if it does not say which; or every set of changes that has another name. */
  variants: z.union([z.array(z.string()), z.literal('sets')]).optional(),
  /** Many states deserve several. */
  workers: z.number().int().min(1).default(1),
})

const planSchema = z.strictObject({
  format: z.literal('peerup-reduction-plan/1'),
  about: z.string(),
  variants: z.array(z.string()).min(1),
  /** `constant` is the scenario's name in the specification, `down` and `flaps` what it is there. */
  scenarios: z.record(
    z.string(),
    z.strictObject({
      constant: z.string(),
      down: z.number().int(),
      flaps: z.number().int(),
      /** Those that the pair is asked of: whatever others violate with fewer failures, they do here. */
      variants: z.array(z.string()).optional(),
    }),
  ),
  /** Where it is checked that the whole model implements the pair; `deep` takes minutes. */
  refinement: z.strictObject({ ordinary: z.array(refinement), deep: z.array(refinement) }),
  /** Where violations of this property that the pair shows are looked for among all threads. */
  concrete: z.strictObject({
    topology: z.string(),
    property: z.string(),
    /** In which scenarios. */
    ordinary: z.array(z.string()),
    deep: z.array(z.string()),
  }),
  /** Of scenarios for which the manifest argues nothing. */
  expectations: z.array(
    z.strictObject({
      scenarios: z.array(z.string()).min(1),
      variants: z.array(z.string()).min(1),
      property: z.string(),
      expected: verdict,
      why: z.string(),
    }),
  ),
})

/** `sets`: names of all sets of changes. */
export type Plan = z.infer<typeof planSchema> & { sets: readonly string[] }
export type PlannedRefinement = z.infer<typeof refinement>

/** The variants that a planned refinement is asked of. */
export const variantsOf = (
  { variants, sets }: Plan,
  planned: PlannedRefinement,
): readonly string[] =>
  planned.variants === 'sets'
    ? sets.filter((name) => !variants.includes(name))
    : (planned.variants ?? variants)

/** Whether a planned refinement asks the question that a row answers. */
export const isPlanOf = (
  plan: Plan,
  planned: PlannedRefinement,
  { topology, scenario, variant }: Pick<RefinementRow, 'topology' | 'scenario' | 'variant'>,
): boolean =>
  planned.topology === topology &&
  planned.scenarios.join(' + ') === scenario &&
  variantsOf(plan, planned).includes(variant)

/** Reads `reduction.json` beside the manifest; throws a PeerupError `mapping` if it is none. */
export function readPlan({ folder, manifest }: Specification): Plan {
  const file = join(folder, 'reduction.json')
  const parsed = planSchema.safeParse(readJson(file, 'mapping'))
  if (parsed.success) {
    const sets = fixSetsOf(manifest).all.map(({ name }) => name)
    return expectKnown({ ...parsed.data, sets }, file)
  }
  const message = `expected a plan of the reduction, got: ${z.prettifyError(parsed.error)}`
  throw new PeerupError('mapping', message, { where: { file } })
}

/** A variant that is misspelled would be asked nothing, and nobody would notice. */
function expectKnown(plan: Plan, file: string): Plan {
  const named = Object.values(plan.scenarios).flatMap(({ variants }) => variants ?? [])
  const unknown = named.find((name) => !plan.variants.includes(name))
  if (unknown === undefined) return plan
  const message = `expected one of the variants ${plan.variants.join(', ')}, got ${unknown}`
  throw new PeerupError('mapping', message, { where: { file } })
}

/**
 * What was argued that the pair shows: what the manifest argues of the same variant and scenario, for
 * its arguments do not count threads. Throws a PeerupError `mapping` unless that is one verdict.
 */
export function expectedOf(
  plan: Plan,
  manifest: Manifest,
  asked: { variant: string; scenario: string; property: string },
): 'holds' | 'violated' {
  const { variant, scenario, property } = asked
  const all = [
    ...manifest.expectations.map(({ scenario, ...rest }) => ({ scenarios: [scenario], ...rest })),
    ...plan.expectations,
  ]
  const found = all.filter(
    (argued) =>
      argued.scenarios.includes(scenario) &&
      argued.property === property &&
      argued.variants.includes(variant),
  )
  const verdicts = new Set(found.map(({ expected }) => expected))
  const [only] = verdicts
  if (verdicts.size === 1 && only !== undefined) return only
  const what = `one verdict argued for ${property} of ${variant} in ${scenario}`
  throw new PeerupError('mapping', `expected ${what}, got ${verdicts.size}`, {
    fix: 'argue one under "expectations" in models.json or reduction.json',
  })
}

/** The record of a scenario; a name that does not exist is an error that says which do. */
export function scenarioOf(plan: Plan, name: string): Plan['scenarios'][string] {
  const found = Object.hasOwn(plan.scenarios, name) ? plan.scenarios[name] : undefined
  if (found !== undefined) return found
  const known = Object.keys(plan.scenarios).join(', ')
  throw new PeerupError('mapping', `expected a scenario that exists (${known}), got ${name}`)
}
