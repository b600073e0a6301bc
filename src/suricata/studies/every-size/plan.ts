import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import type { Manifest, Specification } from '../../../core/manifest.js'
import { fixSetsOf } from '../fix-sets/sets.js'
import { readValidated } from '../study-file.js'
import type { RefinementRow } from './result.js'

const verdict = z.enum(['holds', 'violated'])

const refinement = z.strictObject({
  topology: z.string(),
  /** Checked together in one run; all with the same `inRing`. */
  scenarios: z.array(z.string()).min(1),
  /** By default all variants of the plan; `sets`: every set of changes whose name is none of them. */
  variants: z.union([z.array(z.string()), z.literal('sets')]).optional(),
  /** Several for models with many states. */
  workers: z.number().int().min(1).default(1),
})

const planSchema = z.strictObject({
  format: z.literal('peerup-reduction-plan/1'),
  about: z.string(),
  variants: z.array(z.string()).min(1),
  /** `constant` is the scenario's name in the specification; the numbers and `inRing` are its values there. */
  scenarios: z.record(
    z.string(),
    z.strictObject({
      constant: z.string(),
      down: z.number().int(),
      flaps: z.number().int(),
      inRing: z.boolean().default(false),
      /** By default all. Left out are variants that violate the same properties with fewer failures. */
      variants: z.array(z.string()).optional(),
    }),
  ),
  /** The sizes and scenarios at which the full model must implement the pair; `deep` takes minutes. */
  refinement: z.strictObject({ ordinary: z.array(refinement), deep: z.array(refinement) }),
  /** The pair's violations of this property are searched among all threads of an engine of this size. */
  concrete: z.strictObject({
    topology: z.string(),
    property: z.string(),
    /** Scenarios. */
    ordinary: z.array(z.string()),
    deep: z.array(z.string()),
  }),
  /** For scenarios that the manifest does not have. */
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

/** `sets` has the names of all sets of changes, but for those that bump on a fatal failure. */
export type Plan = z.infer<typeof planSchema> & { sets: readonly string[] }
export type PlannedRefinement = z.infer<typeof refinement>

/** The variants and sets of changes of a planned refinement. */
export const variantsOf = (
  { variants, sets }: Plan,
  planned: PlannedRefinement,
): readonly string[] =>
  planned.variants === 'sets'
    ? sets.filter((name) => !variants.includes(name))
    : (planned.variants ?? variants)

/** Whether a row answers a planned refinement. */
export const isPlanOf = (
  plan: Plan,
  planned: PlannedRefinement,
  { topology, scenario, variant }: Pick<RefinementRow, 'topology' | 'scenario' | 'variant'>,
): boolean =>
  planned.topology === topology &&
  planned.scenarios.join(' + ') === scenario &&
  variantsOf(plan, planned).includes(variant)

/** Reads `reduction.json` beside the manifest; throws a PeerupError `mapping` if its content is wrong. */
export function readPlan({ folder, manifest }: Specification): Plan {
  const file = join(folder, 'reduction.json')
  const plan = readValidated(planSchema, { file, expected: 'a plan of the reduction' })
  // No scenario of the pair has a fatal failure, so no step depends on what follows one.
  const all = fixSetsOf(manifest).all.filter(({ features }) => features.bumpOnFatal !== true)
  const sets = all.map(({ name }) => name)
  return expectKnown({ ...plan, sets }, file)
}

/** Without this check the questions about a misspelled variant would silently be left out. */
function expectKnown(plan: Plan, file: string): Plan {
  const named = Object.values(plan.scenarios).flatMap(({ variants }) => variants ?? [])
  const unknown = named.find((name) => !plan.variants.includes(name))
  if (unknown === undefined) return plan
  const message = `expected one of the variants ${plan.variants.join(', ')}, got ${unknown}`
  throw new PeerupError('mapping', message, { where: { file } })
}

/**
 * The verdict that is argued for the pair. The manifest's arguments do not depend on the number of
 * threads, so they hold for the pair as well. Throws a PeerupError `mapping` unless there is one verdict.
 */
export function expectedOf(
  plan: Plan,
  manifest: Manifest,
  question: { variant: string; scenario: string; property: string },
): 'holds' | 'violated' {
  const { variant, scenario, property } = question
  const all = [
    ...manifest.expectations.map(({ scenario, ...rest }) => ({ scenarios: [scenario], ...rest })),
    ...plan.expectations,
  ]
  const matching = all.filter(
    (expectation) =>
      expectation.scenarios.includes(scenario) &&
      expectation.property === property &&
      expectation.variants.includes(variant),
  )
  const verdicts = new Set(matching.map(({ expected }) => expected))
  const [only] = verdicts
  if (verdicts.size === 1 && only !== undefined) return only
  const what = `one verdict argued for ${property} of ${variant} in ${scenario}`
  throw new PeerupError('mapping', `expected ${what}, got ${verdicts.size}`, {
    fix: 'argue one under "expectations" in models.json or reduction.json',
  })
}

/** The entry of a scenario. Throws a PeerupError `mapping` that lists the scenarios if there is none. */
export function scenarioOf(plan: Plan, name: string): Plan['scenarios'][string] {
  const found = Object.hasOwn(plan.scenarios, name) ? plan.scenarios[name] : undefined
  if (found !== undefined) return found
  const known = Object.keys(plan.scenarios).join(', ')
  throw new PeerupError('mapping', `expected a scenario that exists (${known}), got ${name}`)
}
