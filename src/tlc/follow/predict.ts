import { PeerupError } from '../../core/error.js'
import { elementsOf } from '../../core/function-entries.js'
import { groupBy } from '../../core/group-by.js'
import type { Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import type { Value } from '../../core/value.js'
import { moduleRequest, tlaRecord } from '../module-request.js'
import { printedTuples } from '../output/printed-tuples.js'
import { runTlc } from '../run.js'
import { tracesModule } from './traces-module.js'

/**
 * The model's prediction for a trace, by variant: the index of the first step that the variant cannot
 * take, 0 if it begins in another state, or null if the whole trace is a behaviour of it. A set of changes
 * without a name has an entry if the trace is its own.
 */
export type Prediction = ReadonlyMap<string, number | null>

/** Predictions by the traces' names. */
export type Predictions = ReadonlyMap<string, Prediction>

type Options = { jar: string; signal?: AbortSignal }

/**
 * Predicts with TLC where each variant leaves each trace: one run of spec/TracePeerUp.tla for all traces of
 * a topology. Empty for a specification without such a module. Throws a PeerupError as `runTlc`, and
 * `tlc` for a trace that is no behaviour of its own variant.
 */
export async function predict(
  specification: Specification,
  traces: readonly Trace[],
  options: Options,
): Promise<Predictions> {
  const { follow: module } = specification.manifest
  if (module === undefined) return new Map()
  const byTopology = groupBy(traces, ({ topology }) => topology)
  const predictions = new Map<string, Prediction>()
  for (const [, group] of byTopology) {
    for (const [name, prediction] of await follow(specification, module, group, options)) {
      predictions.set(name, prediction)
    }
  }
  return predictions
}

async function follow(
  specification: Specification,
  module: string,
  traces: readonly Trace[],
  options: Options,
): Promise<[string, Prediction][]> {
  const [first, ...others] = traces
  if (first === undefined) return []
  const variants = featuresOf(specification, traces)
  const request = moduleRequest({
    specFolder: specification.folder,
    name: 'TracePrediction',
    base: module,
    ...tracesModule(specification, [first, ...others], variants),
    specification: 'TraceSpec',
    deadlock: false,
  })
  const { outside, verdict } = await runTlc(request, options)
  if (verdict.kind !== 'holds')
    throw unexpected('TLC to follow every trace to its end', verdict.kind)
  const left = printedTuples(outside, 'leaves')
  const followed = printedTuples(outside, 'followed')
  return traces.map((trace, index) => [
    traceName(trace),
    predictionOf(trace, [...variants.keys()], {
      left: left.filter(([number]) => number === index + 1),
      followed: followed.filter(([number]) => number === index + 1),
    }),
  ])
}

/** The features of the named variants, and of the traces' sets of changes without a name. */
function featuresOf(
  { manifest }: Specification,
  traces: readonly Trace[],
): ReadonlyMap<string, string> {
  const named = Object.entries(manifest.variants)
  return new Map([
    ...traces.map(({ variant, features }): [string, string] => [variant, tlaRecord(features)]),
    ...named.map(([name, { features }]): [string, string] => [name, tlaRecord(features)]),
  ])
}

/** Each variant either left the trace at a step or followed it to the end, as the trace's own did. */
function predictionOf(
  trace: Trace,
  variants: readonly string[],
  { left, followed }: { left: Value[][]; followed: Value[][] },
): Prediction {
  const followers = followed.flatMap(([, names]) => namesOf(names))
  const steps = new Map<string, number | null>(followers.map((name) => [name, null]))
  for (const [, name, step] of left) {
    if (typeof name !== 'string' || typeof step !== 'number' || steps.has(name)) {
      throw unexpected(`a variant to leave ${traceName(trace)} once`, JSON.stringify([name, step]))
    }
    steps.set(name, step)
  }
  const all = variants.every((variant) => steps.has(variant)) && steps.size === variants.length
  if (followed.length !== 1 || !all || !followers.includes(trace.variant)) {
    const actual = [...steps].map(([name, step]) => `${name}: ${step ?? 'all'}`).join(', ')
    throw unexpected(
      `${trace.variant} to follow ${traceName(trace)}, and every variant once`,
      actual,
    )
  }
  return steps
}

const namesOf = (set: Value | undefined): string[] =>
  (set === undefined ? null : elementsOf(set))?.filter((name) => typeof name === 'string') ?? []

function unexpected(expected: string, actual: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`)
}
