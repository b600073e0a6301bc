import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { conditionProblems } from '../../../core/feature-problems.js'
import { hasFeatures } from '../../../core/features.js'
import type { Manifest, Specification } from '../../../core/manifest.js'
import { type LivenessRow, type OrderRow, type SafetyRow, safetyProperty } from './result.js'
import { type Rule, type RuleProperty, readRules } from './rules.js'
import { type FixSet, type FixSets, fixSetsOf, type Scenario, scenarios } from './sets.js'

export type Expectations = {
  sets: FixSets
  /** The rule that applies; null if none does. */
  of(property: RuleProperty, scenario: Scenario, set: FixSet): Rule | null
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
  const { rules, unread } = readRules(file)
  for (const { features } of unread) expectDeclared(features, manifest, file)
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

const rulesFor = (rules: readonly Rule[], name: RuleProperty, scenario: Scenario): Rule[] =>
  rules.filter((rule) => rule.property === name && rule.scenarios.includes(scenario))

const appliesTo = ({ when }: Rule, { features }: FixSet): boolean =>
  when.some((required) => hasFeatures(features, required))

function expectFeatures({ when }: Rule, { features }: Manifest, file: string): void {
  for (const condition of when) {
    const [problem] = conditionProblems(features, condition, [])
    if (problem === undefined) continue
    throw new PeerupError('mapping', problem.message, { where: { file } })
  }
}

function expectDeclared(names: readonly string[], { features }: Manifest, file: string): void {
  const unknown = names.find((name) => !Object.hasOwn(features, name))
  if (unknown === undefined) return
  const declared = Object.keys(features).join(', ')
  const message = `expected a declared feature (${declared}) under "unread", got ${unknown}`
  throw new PeerupError('mapping', message, { where: { file } })
}

type Place = { sets: FixSets; name: RuleProperty; scenario: Scenario; file: string }

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
  { safety, liveness, order = [] }: VerdictRows,
): string[] {
  const ofSafety = safety.flatMap(({ model, set, scenario, violated }) =>
    safetyProperty.options
      .filter((name) => isDecidedBy(model, name))
      .flatMap((name) => {
        const verdict = violated[name] === undefined ? 'holds' : 'violated'
        return differs(expectations, { property: name, scenario, set, model, verdict })
      }),
  )
  const ofLiveness = liveness.flatMap(({ property, set, scenario, verdict }) =>
    differs(expectations, { property, scenario, set, model: '1x1', verdict }),
  )
  const ofOrder = order.flatMap(({ set, scenario, verdict }) =>
    differs(expectations, {
      ...{ property: 'StartedImpliesOrdered' as const, scenario, set, model: '1x2', verdict },
    }),
  )
  return [...ofSafety, ...ofLiveness, ...ofOrder]
}

type VerdictRows = {
  safety: readonly SafetyRow[]
  liveness: readonly LivenessRow[]
  order?: readonly OrderRow[]
}

/** The reduced model has no rings, and an order needs two threads on an interface. */
function isDecidedBy(model: string, name: RuleProperty): boolean {
  if (name === 'StartedImpliesOrdered') return model === '1x2'
  return model !== 'any' || name !== 'NeverTwoRings'
}

type Verdict = {
  property: RuleProperty
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
