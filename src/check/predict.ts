import { PeerupError } from '../error.js'
import { type Manifest, modelOf, type Specification } from '../mapping/manifest.js'
import type { Mapping } from '../mapping/mapping.js'
import { groupBy } from '../report/group.js'
import { linkUseOf } from '../testbed/link-use.js'
import { madeRequest } from '../tlc/made.js'
import { printedTuples } from '../tlc/printed.js'
import { runTlc } from '../tlc/run.js'
import { elementsOf } from '../trace/entries.js'
import { closingStep } from '../trace/loop.js'
import { nameOf, type Trace } from '../trace/trace.js'
import type { Value } from '../trace/value.js'

/**
 * What the model says of a trace in every variant: the index of the first step that is not one of that
 * variant, or null if the whole trace is a behaviour of it.
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
  { folder, manifest, mapping }: Specification,
  module: string,
  traces: readonly Trace[],
  options: Options,
): Promise<[string, Prediction][]> {
  const [first] = traces
  if (first === undefined) return []
  const request = madeRequest({
    specFolder: folder,
    name: 'Followed',
    base: module,
    definitions: definitionsOf(manifest, mapping, traces),
    constants: {
      ...modelOf(manifest, first).constants,
      Variants: '<- TheVariants',
      Traces: '<- TheTraces',
    },
    specification: 'FollowSpec',
    deadlock: false,
  })
  const { outside, verdict } = await runTlc(request, options)
  if (verdict.kind !== 'holds')
    throw unreadable('traces to be followed to their ends', verdict.kind)
  const left = printedTuples(outside, 'leaves')
  const followed = printedTuples(outside, 'followed')
  return traces.map((trace, index) => [
    nameOf(trace),
    predictionOf(trace, Object.keys(manifest.variants), {
      left: left.filter(([number]) => number === index + 1),
      followed: followed.filter(([number]) => number === index + 1),
    }),
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
      throw unreadable(`a variant that left ${nameOf(trace)} once`, JSON.stringify([name, step]))
    }
    steps.set(name, step)
  }
  const all = variants.every((variant) => steps.has(variant)) && steps.size === variants.length
  if (followed.length !== 1 || !all || !stayed.includes(trace.variant)) {
    const came = [...steps].map(([name, step]) => `${name}: ${step ?? 'all'}`).join(', ')
    throw unreadable(`${trace.variant} to follow ${nameOf(trace)}, and all others once`, came)
  }
  return steps
}

const namesOf = (set: Value | undefined): string[] =>
  (set === undefined ? null : elementsOf(set))?.filter((name) => typeof name === 'string') ?? []

/** The traces as TLA+: who acts, step by step, and which links are down at the start. */
function definitionsOf(
  manifest: Manifest,
  mapping: Mapping,
  traces: readonly Trace[],
): readonly string[] {
  const variants = Object.entries(manifest.variants).map(
    ([name, { constants }]) => `${quote(name)} :> ${definition(constants.Variant)}`,
  )
  const told = traces.map((trace) => {
    const scenario = definition(manifest.scenarios[trace.scenario]?.constants.Scenario)
    const performers = performersOf(trace, mapping).map(quote).join(', ')
    const down = linkUseOf(trace, mapping).down.map(quote).join(', ')
    return `[variant |-> ${quote(trace.variant)}, scenario |-> ${scenario}, down |-> {${down}}, performers |-> <<${performers}>>]`
  })
  return [`TheVariants == ${variants.join(' @@ ')}`, `TheTraces == << ${told.join(',\n')} >>`]
}

/** Who acts, up to the step that closes the loop, if there is one. */
function performersOf(trace: Trace, mapping: Mapping): string[] {
  const closing = closingStep(trace, mapping)
  const steps = trace.states.flatMap(({ step }) => (step === null ? [] : [step]))
  return [...steps, ...(closing === null ? [] : [closing])].map(({ performer }) => performer)
}

/** `<- V8` in a configuration is V8 in a module. */
const definition = (text = ''): string => text.replace(/^<- /, '')

const quote = (text: string): string => JSON.stringify(text)

function unreadable(expected: string, came: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${came}`)
}
