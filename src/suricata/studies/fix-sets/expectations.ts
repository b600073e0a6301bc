import { join } from 'node:path'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { conditionProblems } from '../../../core/feature-problems.js'
import { featureRecord } from '../../../core/features.js'
import type { Manifest, Specification } from '../../../core/manifest.js'
import { readValidated } from '../study-file.js'
import { type LivenessRow, type SafetyRow, safetyProperty, scenarioName } from './result.js'
import { type FixSet, type FixSets, fixSetsOf, type Scenario, scenarios } from './sets.js'

const property = z.union([safetyProperty, z.literal('Live')])

const schema = z.strictObject({
  format: z.literal('peerup-lattice-expectations/1'),
  about: z.string(),
  rules: z.array(
    z.strictObject({
      property,
      scenarios: z.array(scenarioName).min(1),
      expected: z.enum(['holds', 'violated']),
      /** Applies to sets that have all features of one of these. */
      when: z.array(featureRecord).min(1),
      why: z.string(),
    }),
  ),
})

type Rule = z.infer<typeof schema>['rules'][number]
type Property = z.infer<typeof property>

export type Expectations = {
  sets: FixSets
  /** The rule that applies; null if none does. */
  of(property: Property, scenario: Scenario, set: FixSet): Rule | null
}

/**
 * Reads `lattice.json`. Throws `mapping` if a set has several rules for a property and scenario, or none
 * where other sets have one.
 */
export function readExpectations({
  folder,
  manifest,
}: Pick<Specification, 'folder' | 'manifest'>): Expectations {
  const sets = fixSetsOf(manifest)
  const file = join(folder, 'lattice.json')
  const { rules } = readValidated(schema, { file, expected: 'rules for sets of changes' })
  for (const rule of rules) expectFeatures(rule, manifest, file)
  for (const name of new Set(rules.map((rule) => rule.property))) {
    for (const scenario of scenarios)
      expectOneEach(rulesFor(rules, name, scenario), { sets, name, scenario, file })
  }
  return {
    sets,
    of: (name, scenario, set) =>
      rulesFor(rules, name, scenario).find((rule) => appliesTo(rule, set)) ?? null,
  }
}

const rulesFor = (rules: readonly Rule[], name: Property, scenario: Scenario): Rule[] =>
  rules.filter((rule) => rule.property === name && rule.scenarios.includes(scenario))

const appliesTo = ({ when }: Rule, { features }: FixSet): boolean =>
  when.some((required) =>
    Object.entries(required).every(([name, value]) => features[name] === value),
  )

function expectFeatures({ when }: Rule, { features }: Manifest, file: string): void {
  for (const condition of when) {
    const [problem] = conditionProblems(features, condition, [])
    if (problem === undefined) continue
    throw new PeerupError('mapping', problem.message, { where: { file } })
  }
}

type Place = { sets: FixSets; name: Property; scenario: Scenario; file: string }

function expectOneEach(own: readonly Rule[], { sets, name, scenario, file }: Place): void {
  if (own.length === 0) return
  for (const set of sets.all) {
    const count = own.filter((rule) => appliesTo(rule, set)).length
    if (count === 1) continue
    const message = `expected one rule for ${name} of ${set.name} in ${scenario}, got ${count}`
    throw new PeerupError('mapping', message, { where: { file } })
  }
}

/** The verdicts that differ from the rules, a sentence each. */
export function unexpectedVerdicts(
  expectations: Expectations,
  { safety, liveness }: { safety: readonly SafetyRow[]; liveness: readonly LivenessRow[] },
): string[] {
  const ofSafety = safety.flatMap(({ model, set, scenario, violated }) =>
    safetyProperty.options
      // The reduced model has no rings.
      .filter((name) => model !== 'any' || name !== 'NeverTwoRings')
      .flatMap((name) => {
        const verdict = violated[name] === undefined ? 'holds' : 'violated'
        return differs(expectations, { property: name, scenario, set, model, verdict })
      }),
  )
  const ofLiveness = liveness.flatMap(({ set, scenario, verdict }) =>
    differs(expectations, { property: 'Live', scenario, set, model: '1x1', verdict }),
  )
  return [...ofSafety, ...ofLiveness]
}

type Verdict = {
  property: Property
  scenario: Scenario
  set: string
  model: string
  verdict: string
}

function differs(expectations: Expectations, actual: Verdict): string[] {
  const set = expectations.sets.named(actual.set)
  const rule = set === undefined ? null : expectations.of(actual.property, actual.scenario, set)
  if (rule === null || rule.expected === actual.verdict) return []
  const where = `${actual.property} of ${actual.set} in ${actual.scenario} (${actual.model})`
  return [`${where}: expected ${rule.expected} (${rule.why}), got ${actual.verdict}`]
}
