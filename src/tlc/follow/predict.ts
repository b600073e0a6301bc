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
 * What the model says of a trace in every variant, and in its own set of changes if that has no name:
 * the index of the first step that is not one of that variant, or null if the whole trace is a
 * behaviour of it.
 */
export type Prediction = ReadonlyMap<string, number | null>

/** Predictions by the name of the trace. */
export type Predictions = ReadonlyMap<string, Prediction>

type Options = { jar: string; signal?: AbortSignal }

/**
 * Asks TLC which variants have each behaviour, and where the others leave it: one run for all traces of
 * a topology. Without a module that follows traces, nothing is predicted.
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
  const variants = recordsOf(specification, traces)
  const request = moduleRequest({
    specFolder: specification.folder,
    name: 'Followed',
    base: module,
    ...tracesModule(specification, [first, ...others], variants),
    specification: 'FollowSpec',
    deadlock: false,
  })
  const { outside, verdict } = await runTlc(request, options)
  if (verdict.kind !== 'holds')
    throw unreadable('traces to be followed to their ends', verdict.kind)
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

/** The variants with a name, and the sets of changes without one that traces come from. */
function recordsOf(
  { manifest }: Specification,
  traces: readonly Trace[],
): ReadonlyMap<string, string> {
  const named = Object.entries(manifest.variants)
  return new Map([
    ...traces.map(({ variant, features }): [string, string] => [variant, tlaRecord(features)]),
    ...named.map(([name, { features }]): [string, string] => [name, tlaRecord(features)]),
  ])
}

/** Every variant either left at a step or followed to the end, and the trace's own one followed. */
function predictionOf(
  trace: Trace,
  variants: readonly string[],
  { left, followed }: { left: Value[][]; followed: Value[][] },
): Prediction {
  const stayed = followed.flatMap(([, names]) => namesOf(names))
  const steps = new Map<string, number | null>(stayed.map((name) => [name, null]))
  for (const [, name, step] of left) {
    if (typeof name !== 'string' || typeof step !== 'number' || steps.has(name)) {
      throw unreadable(`a variant that left ${traceName(trace)} once`, JSON.stringify([name, step]))
    }
    steps.set(name, step)
  }
  const all = variants.every((variant) => steps.has(variant)) && steps.size === variants.length
  if (followed.length !== 1 || !all || !stayed.includes(trace.variant)) {
    const came = [...steps].map(([name, step]) => `${name}: ${step ?? 'all'}`).join(', ')
    throw unreadable(`${trace.variant} to follow ${traceName(trace)}, and all others once`, came)
  }
  return steps
}

const namesOf = (set: Value | undefined): string[] =>
  (set === undefined ? null : elementsOf(set))?.filter((name) => typeof name === 'string') ?? []

function unreadable(expected: string, came: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${came}`)
}
