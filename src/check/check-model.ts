import type { Model, ModelProperty, Specification } from '../mapping/manifest.js'
import type { ModelRow } from '../report/results.js'
import { configText } from '../tlc/config.js'
import type { TlcResult } from '../tlc/read.js'
import { runTlc } from '../tlc/run.js'
import type { Trace } from '../trace/trace.js'
import { traceOf } from '../trace/trace-of.js'

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
 * Asks TLC about every property of a model. What is expected to hold is asked in one run over the
 * whole state graph, what is expected to be violated in a run of its own, which gives the shortest
 * counterexample. If the common run finds a violation, each of its properties gets its own run, so
 * that every row says what TLC found for that property and nothing is inferred.
 */
export async function checkModel(
  specification: Specification,
  model: Model,
  options: CheckModelOptions,
): Promise<CheckedModel> {
  const asked = model.properties.filter((property) => options.deep || !property.deep)
  const together = asked.filter((property) => property.expected === 'holds')
  const alone = asked.filter((property) => property.expected === 'violated')
  const run = (properties: ModelProperty[]) => ask(specification, model, properties, options)

  const checked: CheckedModel = { rows: [], traces: [], tlc: '' }
  const common = together.length === 0 ? null : await run(together)
  if (common?.verdict.kind === 'holds') {
    checked.tlc = common.version
    for (const property of together) checked.rows.push(rowOf(model, property, common))
  } else {
    alone.unshift(...together)
  }
  for (const property of alone) {
    const result = await run([property])
    checked.tlc = result.version
    checked.rows.push(rowOf(model, property, result))
    if (result.verdict.kind === 'violated') {
      checked.traces.push(
        traceOf(
          result.verdict.behaviour,
          { ...metaOf(model), property: property.property, tlc: result.version },
          specification.mapping,
        ),
      )
    }
  }
  return checked
}

/** What a trace says of its origin, but for the property and the TLC. */
export function metaOf(model: Model) {
  const { name, variant, scenario, topology, features } = model
  return { model: name, variant, scenario, topology, features }
}

/** The `.cfg` of a model with the given properties; without any, for simulation. */
export function configOf(
  specification: Specification,
  model: Model,
  properties: readonly ModelProperty[],
): string {
  const named = (temporal: boolean) =>
    properties.filter((p) => (p.kind === 'temporal') === temporal).map((p) => p.property)
  return configText({
    constants: model.constants,
    specification: specification.manifest.specification,
    invariants: named(false),
    properties: named(true),
  })
}

function ask(
  specification: Specification,
  model: Model,
  properties: readonly ModelProperty[],
  options: CheckModelOptions,
): Promise<TlcResult> {
  return runTlc(
    {
      specFolder: specification.folder,
      module: specification.manifest.module,
      config: configOf(specification, model, properties),
      workers: 1,
      deadlock: true,
    },
    options,
  )
}

function rowOf(model: Model, property: ModelProperty, result: TlcResult): ModelRow {
  const violated = result.verdict.kind === 'violated'
  const depth =
    result.verdict.kind === 'violated' ? result.verdict.behaviour.states.length : result.depth
  const row: ModelRow = {
    model: model.name,
    variant: model.variant,
    scenario: model.scenario,
    topology: model.topology,
    property: property.property,
    expected: property.expected,
    verdict: violated ? 'violated' : 'holds',
    states: result.states,
    depth,
    seconds: result.seconds,
    trace: null,
  }
  const why = surprise(model, property, result, depth)
  return why === null ? row : { ...row, why }
}

/** What TLC found otherwise than expected although the verdict may be the same; null if nothing. */
function surprise(
  model: Model,
  property: ModelProperty,
  result: TlcResult,
  depth: number | null,
): string | null {
  const { verdict } = result
  if (verdict.kind === 'violated') {
    // The Maven jar names no temporal property; the run had only this one.
    if (verdict.property !== null && verdict.property !== property.property) {
      return `expected ${property.property} to be violated, got ${verdict.property}`
    }
    if (verdict.property === null && property.kind !== 'temporal') {
      return `expected ${property.property} to be violated, got a ${verdict.what}`
    }
    return differs('states in the counterexample', property.length, depth)
  }
  return (
    differs('distinct states', model.size?.states ?? null, result.states) ??
    differs('depth', model.size?.depth ?? null, depth)
  )
}

function differs(what: string, expected: number | null, got: number | null): string | null {
  if (expected === null || expected === got) return null
  return `${what}: expected ${expected}, got ${got ?? 'none'}`
}
