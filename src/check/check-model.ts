import { PeerupError } from '../core/error.js'
import type { Model, ModelProperty, Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { type Behaviour, traceOf } from '../core/trace-of.js'
import type { ModelRow } from '../report/results.js'
import { type AllInvariantsResult, checkAllInvariants } from '../tlc/all-invariants.js'
import { configText } from '../tlc/config.js'
import { moduleRequest } from '../tlc/module-request.js'
import { runTlc, type TlcRequest } from '../tlc/run.js'
import { type RecordDefinition, recordDefinition } from '../tlc/variant-record.js'
import { deviationOf } from './model-deviation.js'

export type CheckedModel = {
  rows: ModelRow[]
  /** The counterexample of each violated property. */
  traces: Trace[]
  tlc: string
}

export type CheckModelOptions = {
  jar: string
  deep: boolean
  signal?: AbortSignal
  onProgress?: (progress: { states: number; depth: number }) => void
  /** Answers of this check: two variants with one record of features are one model. */
  answers?: Map<string, Promise<Answers>>
}

/** TLC's answer to each property of a model, by name. */
type Answers = { found: ReadonlyMap<string, Found>; tlc: string }

/**
 * Checks every property of a model with TLC. One run over the whole state graph checks all invariants
 * and witnesses, with a shortest counterexample of each violated one, and the temporal properties that
 * should hold. Each temporal property that should be violated gets its own run, for its counterexample;
 * so do the others if the common run finds a violation. Throws `tlc` if TLC fails.
 */
export async function checkModel(
  specification: Specification,
  model: Model,
  options: CheckModelOptions,
): Promise<CheckedModel> {
  const properties = model.properties.filter((property) => options.deep || !property.deep)
  const record = recordDefinition(specification.manifest, model.features)
  const constants = { ...model.constants, ...record.constants }
  const asked = properties.map(({ property, expected }) => [property, expected])
  const key = JSON.stringify([record.definitions, constants, asked])
  const answers =
    options.answers?.get(key) ?? answer(specification, model, { record, properties }, options)
  options.answers?.set(key, answers)
  const { found, tlc } = await answers
  return {
    rows: properties.map((property) =>
      rowOf(model, property, found.get(property.property) as Found),
    ),
    traces: properties.flatMap(({ property }) => {
      const behaviour = found.get(property)?.behaviour ?? null
      const meta = { ...traceMeta(model), property, tlc }
      return behaviour === null ? [] : [traceOf(behaviour, meta, specification.mapping)]
    }),
    tlc,
  }
}

async function answer(
  specification: Specification,
  model: Model,
  { record, properties }: { record: RecordDefinition; properties: readonly ModelProperty[] },
  options: CheckModelOptions,
): Promise<Answers> {
  const temporal = properties.filter(({ kind }) => kind === 'temporal')
  const invariants = properties.filter(({ kind }) => kind !== 'temporal')
  const shared = temporal.filter(({ expected }) => expected === 'holds')
  const common = await checkAllInvariants(
    {
      specFolder: specification.folder,
      module: specification.manifest.module,
      definitions: record.definitions,
      constants: { ...model.constants, ...record.constants },
      specification: specification.manifest.specification,
      invariants: invariants.map(({ property }) => property),
      properties: shared.map(({ property }) => property),
      deadlock: true,
      large: (model.size?.states ?? 0) >= 100_000,
    },
    options,
  )
  const found = new Map<string, Found>(
    invariants.map(({ property }) => [property, foundBy(common, common.violated.get(property))]),
  )
  for (const property of temporal) {
    const isAnswered = common.live === true && shared.includes(property)
    found.set(
      property.property,
      isAnswered ? foundBy(common) : await checkAlone(specification, model, property, options),
    )
  }
  return { found, tlc: common.version }
}

/** A run's answer to one property: its counterexample, or null. */
type Found = Pick<AllInvariantsResult, 'states' | 'depth' | 'seconds'> & {
  behaviour: Behaviour | null
}

const foundBy = (
  { states, depth, seconds }: Pick<AllInvariantsResult, 'states' | 'depth' | 'seconds'>,
  behaviour: Behaviour | null = null,
): Found => ({ states, depth: behaviour?.states.length ?? depth, seconds, behaviour })

/** TLC does not name the temporal property that it finds violated, so each gets its own run. */
async function checkAlone(
  specification: Specification,
  model: Model,
  property: ModelProperty,
  options: CheckModelOptions,
): Promise<Found> {
  const request = modelRequest(specification, model, { properties: [property], deadlock: true })
  const result = await runTlc(request, options)
  const { verdict } = result
  if (verdict.kind === 'holds') return foundBy(result)
  if (verdict.what === 'temporal') return foundBy(result, verdict.behaviour)
  throw new PeerupError(
    'tlc',
    `expected ${property.property} of ${model.name} to be violated, got a ${verdict.what}`,
  )
}

/** The origin of a trace, without the property and the version of TLC. */
export function traceMeta(model: Model) {
  const { name, variant, scenario, topology, features } = model
  return { model: name, variant, scenario, topology, features }
}

type ModelQuestion = {
  properties: readonly ModelProperty[]
  deadlock: boolean
  /** By default the manifest's. */
  specification?: string | undefined
}

/** TLC's request for the given properties; a simulation needs none. */
export function modelRequest(
  { folder, manifest }: Specification,
  model: Model,
  { properties, deadlock, specification: narrower }: ModelQuestion,
): TlcRequest {
  const record = recordDefinition(manifest, model.features)
  return moduleRequest({
    specFolder: folder,
    name: 'TheModel',
    base: manifest.module,
    definitions: record.definitions,
    constants: { ...model.constants, ...record.constants },
    specification: narrower ?? manifest.specification,
    ...byKind(properties),
    deadlock,
  })
}

/** The text of a model's `.cfg` with the given properties. It refers to the variant's record by name. */
export const modelConfig = (
  { manifest }: Specification,
  model: Model,
  properties: readonly ModelProperty[],
): string =>
  configText({
    constants: model.constants,
    specification: manifest.specification,
    ...byKind(properties),
  })

function byKind(properties: readonly ModelProperty[]) {
  const named = (temporal: boolean) =>
    properties.filter((p) => (p.kind === 'temporal') === temporal).map((p) => p.property)
  return { invariants: named(false), properties: named(true) }
}

function rowOf(model: Model, property: ModelProperty, found: Found): ModelRow {
  const row: ModelRow = {
    model: model.name,
    variant: model.variant,
    scenario: model.scenario,
    topology: model.topology,
    property: property.property,
    expected: property.expected,
    verdict: found.behaviour === null ? 'holds' : 'violated',
    states: found.states,
    depth: found.depth,
    seconds: found.seconds,
    trace: null,
  }
  const why = deviationOf(model, property, found)
  return why === null ? row : { ...row, why }
}
