import { type Manifest, modelOf, type Specification } from '../../../core/manifest.js'
import type { AllInvariantsRequest } from '../../../tlc/all-invariants.js'
import { type ModuleDefinition, moduleRequest, tlaRecord } from '../../../tlc/module-request.js'
import type { TlcRequest } from '../../../tlc/run.js'
import { type RecordDefinition, recordDefinition } from '../../../tlc/variant-record.js'
import { fixSetsOf } from '../fix-sets/sets.js'
import type { Guide } from './guide.js'
import { type Plan, type PlannedRefinement, scenarioOf } from './plan.js'

/** Requests to TLC. Each one is a module of its own that extends modules of the specification. */

/** Whether the full model of this size implements the pair in each of these scenarios. */
export function refinementRequest(
  specification: Specification,
  plan: Plan,
  variant: string,
  { topology, scenarios, workers }: PlannedRefinement,
): TlcRequest {
  const entries = scenarios.map((name) => scenarioOf(plan, name))
  const widest = (of: (entry: (typeof entries)[number]) => number) => Math.max(...entries.map(of))
  const scenario = tlaRecord({
    down: widest(({ down }) => down),
    flaps: widest(({ flaps }) => flaps),
    inRing: entries.some(({ inRing }) => inRing),
    fatal: 0,
  })
  const names = entries.map(({ constant }) => constant).join(', ')
  const { definitions, constants } = variantOrSet(specification, variant, topology)
  return request(specification, {
    base: 'MCReduction',
    definitions: [`WidestScenario == ${scenario}`, `TheScenarios == { ${names} }`, ...definitions],
    constants: {
      ...constants,
      Scenario: '<- WidestScenario',
      Scenarios: '<- TheScenarios',
    },
    specification: 'ReductionSpec',
    invariants: ['PropertiesAreKept'],
    properties: ['ImplementsPair'],
    view: 'WhatPairsDependOn',
    workers,
  })
}

/** Which of these invariants the pair has. */
export function pairRequest(
  { folder, manifest }: Specification,
  plan: Plan,
  { variant, scenario }: { variant: string; scenario: string },
  invariants: readonly string[],
): AllInvariantsRequest {
  const { down, flaps, inRing } = scenarioOf(plan, scenario)
  const { features } = modelInAnyScenario(manifest, variant, '1x1')
  const record = recordDefinition(manifest, features)
  return {
    specFolder: folder,
    module: 'Pair',
    definitions: [...record.definitions, `TheScenario == ${tlaRecord({ down, flaps, inRing })}`],
    constants: { ...record.constants, Scenario: '<- TheScenario' },
    specification: 'Spec',
    invariants,
    properties: [],
    deadlock: false,
  }
}

/** Whether a model of this size can take the steps of the guide and then violates a claim. */
export function directedRequest(
  specification: Specification,
  plan: Plan,
  model: { variant: string; scenario: string; topology: string; guide: Guide },
  claims: { invariants?: readonly string[]; properties?: readonly string[] },
): TlcRequest {
  const { variant, scenario, topology, guide } = model
  const { definitions, constants } = variantOrSet(specification, variant, topology)
  const steps = guide.steps.map(({ who, action }) => tlaRecord({ who, action }))
  const down = guide.down.map((who) => `"${who}"`)
  return request(specification, {
    base: 'TraceDirected',
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

/** The record and the constants for a variant of the manifest, or for a set of changes. */
function variantOrSet(
  { manifest }: Specification,
  name: string,
  topology: string,
): RecordDefinition {
  const { features, constants } = modelInAnyScenario(manifest, name, topology)
  const record = recordDefinition(manifest, features)
  return {
    definitions: record.definitions,
    constants: { ...constants, ...record.constants },
  }
}

/** The features and the constants of the model; the request replaces the scenario. */
function modelInAnyScenario(manifest: Manifest, name: string, topology: string) {
  const [scenario = ''] = Object.keys(manifest.scenarios)
  const [any = ''] = Object.keys(manifest.variants)
  const named = Object.hasOwn(manifest.variants, name)
  const set = named ? undefined : fixSetsOf(manifest).named(name)
  const variant = set === undefined ? name : any
  const { features, constants } = modelOf(manifest, { variant, scenario, topology })
  return { features: set?.features ?? features, constants }
}

type OwnFields = Omit<ModuleDefinition, 'specFolder' | 'name' | 'deadlock'>

/** No deadlock check: threads may wait for ever, and a guide ends. */
const request = ({ folder }: Specification, fields: OwnFields): TlcRequest =>
  moduleRequest({ ...fields, specFolder: folder, name: 'EverySizeRun', deadlock: false })
