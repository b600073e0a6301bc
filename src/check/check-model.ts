import { PeerupError } from '../core/error.js'
import type { Model, ModelProperty, Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { type Behaviour, traceOf } from '../core/trace-of.js'
import type { ModelRow } from '../report/results.js'
import { type AllInvariantsResult, checkAllInvariants } from '../tlc/all-invariants.js'
import { configText } from '../tlc/config.js'
import { moduleRequest } from '../tlc/module-request.js'
import { runTlc, type TlcRequest } from '../tlc/run.js'
import { recordDefinition } from '../tlc/variant-record.js'

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
}

/**
 * Asks TLC about every property of a model. One run over the whole state graph answers for all
 * invariants and witnesses, with the shortest counterexample of each that is violated, and for the
 * temporal properties that are expected to hold. Those that are expected to be violated get a run
 * each, for their counterexample; so do the others if the common run finds that one does not hold.
 */
export async function checkModel(
  specification: Specification,
  model: Model,
  options: CheckModelOptions,
): Promise<CheckedModel> {
  const asked = model.properties.filter((property) => options.deep || !property.deep)
  const temporal = asked.filter(({ kind }) => kind === 'temporal')
  const invariants = asked.filter(({ kind }) => kind !== 'temporal')
  const together = temporal.filter(({ expected }) => expected === 'holds')
  const record = recordDefinition(specification.manifest, model.features)
  const common = await checkAllInvariants(
    {
      specFolder: specification.folder,
      module: specification.manifest.module,
      definitions: record.definitions,
      constants: { ...model.constants, ...record.constants },
      specification: specification.manifest.specification,
      invariants: invariants.map(({ property }) => property),
      properties: together.map(({ property }) => property),
      deadlock: true,
    },
    options,
  )
  const found = new Map<ModelProperty, Found>(
    invariants.map((one) => [one, foundBy(common, common.violated.get(one.property))]),
  )
  for (const property of temporal) {
    const answered = common.live === true && together.includes(property)
    found.set(
      property,
      answered ? foundBy(common) : await askAlone(specification, model, property, options),
    )
  }
  return {
    rows: asked.map((property) => rowOf(model, property, found.get(property) as Found)),
    traces: asked.flatMap((property) => {
      const behaviour = found.get(property)?.behaviour ?? null
      const meta = { ...traceMeta(model), property: property.property, tlc: common.version }
      return behaviour === null ? [] : [traceOf(behaviour, meta, specification.mapping)]
    }),
    tlc: common.version,
  }
}

/** What a run says of one property: the counterexample, or null. */
type Found = Pick<AllInvariantsResult, 'states' | 'depth' | 'seconds'> & {
  behaviour: Behaviour | null
}

const foundBy = (
  { states, depth, seconds }: Pick<AllInvariantsResult, 'states' | 'depth' | 'seconds'>,
  behaviour: Behaviour | null = null,
): Found => ({ states, depth: behaviour?.states.length ?? depth, seconds, behaviour })

/** TLC does not name a temporal property that is violated, so it is asked about one at a time. */
async function askAlone(
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

/** What a trace says of its origin, but for the property and the TLC. */
export function traceMeta(model: Model) {
  const { name, variant, scenario, topology, features } = model
  return { model: name, variant, scenario, topology, features }
}

/** TLC's request for the given properties; without any, for simulation. */
export function modelRequest(
  { folder, manifest }: Specification,
  model: Model,
  { properties, deadlock }: { properties: readonly ModelProperty[]; deadlock: boolean },
): TlcRequest {
  const record = recordDefinition(manifest, model.features)
  return moduleRequest({
    specFolder: folder,
    name: 'TheModel',
    base: manifest.module,
    definitions: record.definitions,
    constants: { ...model.constants, ...record.constants },
    specification: manifest.specification,
    ...byKind(properties),
    deadlock,
  })
}

/** The `.cfg` of a model with the given properties, which names the variant's record. */
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
  const why = surprise(model, property, found)
  return why === null ? row : { ...row, why }
}

/** What TLC found otherwise than expected although the verdict may be the same; null if nothing. */
function surprise(model: Model, property: ModelProperty, found: Found): string | null {
  const states = differs('distinct states', model.size?.states ?? null, found.states)
  if (found.behaviour === null) {
    return states ?? differs('depth', model.size?.depth ?? null, found.depth)
  }
  return differs('states in the counterexample', property.length, found.depth) ?? states
}

function differs(what: string, expected: number | null, got: number | null): string | null {
  if (expected === null || expected === got) return null
  return `${what}: expected ${expected}, got ${got ?? 'none'}`
}
