import { type Manifest, modelOf, type Specification } from '../../../core/manifest.js'
import type { AllInvariantsRequest } from '../../../tlc/all-invariants.js'
import { type ModuleDefinition, moduleRequest, tlaRecord } from '../../../tlc/module-request.js'
import type { TlcRequest } from '../../../tlc/run.js'
import { type RecordDefinition, recordDefinition } from '../../../tlc/variant-record.js'
import { fixSetsOf } from '../fix-sets/sets.js'
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
  const { definitions, constants } = variantOf(specification, variant, topology)
  return request(specification, {
    base: 'Reduction',
    definitions: [`Widest == ${scenario}`, `All == { ${names} }`, ...definitions],
    constants: {
      ...constants,
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
  const { features } = modelInAnyScenario(manifest, variant, '1x1')
  const record = recordDefinition(manifest, features)
  return {
    specFolder: folder,
    module: 'Pair',
    definitions: [...record.definitions, `TheScenario == ${tlaRecord({ down, flaps })}`],
    constants: { ...record.constants, Scenario: '<- TheScenario' },
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
  const { definitions, constants } = variantOf(specification, variant, topology)
  const steps = guide.steps.map(({ who, action }) => tlaRecord({ who, action }))
  const down = guide.down.map((who) => `"${who}"`)
  return request(specification, {
    base: 'Directed',
    definitions: [
      ...definitions,
      `TheGuide == << ${steps.join(',\n  ')} >>`,
      `TheDown == { ${down.join(', ')} }`,
    ],
    constants: {
      ...constants,
      Scenario: `<- ${scenarioOf(plan, scenario).constant}`,
      Guide: '<- TheGuide',
      GuideDown: '<- TheDown',
    },
    specification: 'DirectedSpec',
    ...claims,
  })
}

/** A variant by its name, or a set of changes that has none but theirs: its record, and its model's constants. */
function variantOf({ manifest }: Specification, name: string, topology: string): RecordDefinition {
  const { features, constants } = modelInAnyScenario(manifest, name, topology)
  const record = recordDefinition(manifest, features)
  return {
    definitions: record.definitions,
    constants: { ...constants, ...record.constants },
  }
}

/** The scenario's constants are to be replaced. */
function modelInAnyScenario(manifest: Manifest, name: string, topology: string) {
  const [scenario = ''] = Object.keys(manifest.scenarios)
  const [any = ''] = Object.keys(manifest.variants)
  const named = Object.hasOwn(manifest.variants, name)
  const set = named ? undefined : fixSetsOf(manifest).named(name)
  const variant = set === undefined ? name : any
  const { features, constants } = modelOf(manifest, { variant, scenario, topology })
  return { features: set?.features ?? features, constants }
}

type MadeHere = Omit<ModuleDefinition, 'specFolder' | 'name' | 'deadlock'>

/** A thread that waits for ever, and a guide at its end, are no errors. */
const request = ({ folder }: Specification, made: MadeHere): TlcRequest =>
  moduleRequest({ ...made, specFolder: folder, name: 'Asked', deadlock: false })
