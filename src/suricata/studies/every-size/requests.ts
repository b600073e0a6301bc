import { type Manifest, modelOf, type Specification } from '../../../core/manifest.js'
import type { AllInvariantsRequest } from '../../../tlc/all-invariants.js'
import { type ModuleDefinition, moduleRequest, tlaRecord } from '../../../tlc/module-request.js'
import type { TlcRequest } from '../../../tlc/run.js'
import { fixSetsOf, variantText } from '../fix-sets/sets.js'
import type { Guide } from './guide.js'
import { type Plan, type PlannedRefinement, scenarioOf } from './plan.js'

/** What TLC is asked. Each question is a module of its own over those of the specification. */

/** Does the model of this size implement the pair, whatever scenario it begins with? */
export function refinementRequest(
  specification: Specification,
  plan: Plan,
  variant: string,
  { topology, scenarios, workers }: PlannedRefinement,
): TlcRequest {
  const begins = scenarios.map((name) => scenarioOf(plan, name))
  const widest = (of: (one: (typeof begins)[number]) => number) => Math.max(...begins.map(of))
  const scenario = tlaRecord({
    down: widest(({ down }) => down),
    flaps: widest(({ flaps }) => flaps),
  })
  const names = begins.map(({ constant }) => constant).join(', ')
  const ofSet = variantOrSet(specification.manifest, variant, topology)
  return request(specification, {
    base: 'Reduction',
    definitions: [`Widest == ${scenario}`, `All == { ${names} }`, ...ofSet.definitions],
    constants: {
      ...ofSet.constants,
      Scenario: '<- Widest',
      Scenarios: '<- All',
    },
    specification: 'ReductionSpec',
    invariants: ['PropertiesAreKept'],
    properties: ['ImplementsPair'],
    workers,
  })
}

/** Which of these properties has the pair? */
export function pairRequest(
  { folder, manifest }: Specification,
  plan: Plan,
  { variant, scenario }: { variant: string; scenario: string },
  invariants: readonly string[],
): AllInvariantsRequest {
  const { down, flaps } = scenarioOf(plan, scenario)
  return {
    specFolder: folder,
    module: 'Pair',
    definitions: [
      `TheVariant == ${recordOf(manifest, variant)}`,
      `TheScenario == ${tlaRecord({ down, flaps })}`,
    ],
    constants: { Variant: '<- TheVariant', Scenario: '<- TheScenario' },
    specification: 'Spec',
    invariants,
    properties: [],
    deadlock: false,
  }
}

/** Can a model of this size take the steps of the guide, and does it violate the property then? */
export function directedRequest(
  specification: Specification,
  plan: Plan,
  asked: { variant: string; scenario: string; topology: string; guide: Guide },
  claims: { invariants?: readonly string[]; properties?: readonly string[] },
): TlcRequest {
  const { variant, scenario, topology, guide } = asked
  const steps = guide.steps.map(({ who, action }) => tlaRecord({ who, action }))
  const down = guide.down.map((who) => `"${who}"`)
  return request(specification, {
    base: 'Directed',
    definitions: [`TheGuide == << ${steps.join(',\n  ')} >>`, `TheDown == { ${down.join(', ')} }`],
    constants: {
      ...constantsOf(specification.manifest, variant, topology),
      Scenario: `<- ${scenarioOf(plan, scenario).constant}`,
      Guide: '<- TheGuide',
      GuideDown: '<- TheDown',
    },
    specification: 'DirectedSpec',
    ...claims,
  })
}

/** The record of a variant as TLA+, which the pair's module does not know by name. */
function recordOf(manifest: Manifest, variant: string): string {
  const [scenario = ''] = Object.keys(manifest.scenarios)
  return tlaRecord(modelOf(manifest, { variant, scenario, topology: '1x1' }).features)
}

/** A variant by its name, or a set of changes that has none but theirs. */
function variantOrSet(manifest: Manifest, name: string, topology: string) {
  const named = Object.hasOwn(manifest.variants, name)
  const set = named ? undefined : fixSetsOf(manifest).named(name)
  if (set === undefined) {
    return { definitions: [], constants: constantsOf(manifest, name, topology) }
  }
  const [any = ''] = Object.keys(manifest.variants)
  return {
    definitions: [`TheVariant == ${variantText(set)}`],
    constants: { ...constantsOf(manifest, any, topology), Variant: '<- TheVariant' },
  }
}

/** The constants of the model in any scenario of the manifest, to be replaced. */
function constantsOf(manifest: Manifest, variant: string, topology: string) {
  const [scenario = ''] = Object.keys(manifest.scenarios)
  return modelOf(manifest, { variant, scenario, topology }).constants
}

type MadeHere = Omit<ModuleDefinition, 'specFolder' | 'name' | 'deadlock'>

/** A thread that waits for ever, and a guide at its end, are no errors. */
const request = ({ folder }: Specification, made: MadeHere): TlcRequest =>
  moduleRequest({ ...made, specFolder: folder, name: 'Asked', deadlock: false })
