import { isDeepStrictEqual } from 'node:util'
import pMap from 'p-map'
import { expectsForwarding } from '../../check/expects-forwarding.js'
import { scenarioArguments } from '../../check/scenario-arguments.js'
import { modelOf, type Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import { whyUndrivable } from '../../replay/calls/call-order.js'
import { drivableOrder } from '../../replay/calls/drivable.js'
import type { Forwarding } from '../../replay/program/testbed.js'
import type { BinaryRow } from '../../report/results.js'
import { type Prediction, predict } from '../../tlc/follow/predict.js'
import type { Binary } from './command.js'
import { type BinaryRequest, type ReplayedBinary, replayBinary } from './replay-binary.js'
import type { RecognisedEngine } from './version.js'

export type BinaryReplay = {
  /** The given trace. */
  trace: Trace
  row: BinaryRow
  /** The order in which the trace was driven; null if it cannot be driven. */
  driven: Trace | null
  /** Null if nothing ran. */
  replayed: ReplayedBinary | null
  /** The step at which each variant leaves the driven order; undefined if not predicted. */
  prediction: Prediction | undefined
  /** TLC's time for drivable orders and predictions of all traces together. */
  tlcSeconds: number
}

type Subject = { binary: Binary; engine: RecognisedEngine }

type Options = Pick<BinaryRequest, 'args' | 'deadlines' | 'ring' | 'signal'> & {
  mappingFile: string
  /** After which traces a thread shows how it reads an error. */
  provokesRead?: (trace: Trace) => boolean
  onReplay?: (row: BinaryRow) => void
}

/** A trace with the order in which it can be driven, and where each variant leaves that order. */
export type PreparedTrace = {
  trace: Trace
  /** Null if it cannot be driven. */
  driven: Trace | null
  prediction: Prediction | undefined
}

type Preparation = {
  jar: string
  signal?: AbortSignal
  /** The variant whose expectation is wanted; undefined for those of all variants. */
  variant?: string | null
  /** Whether the traces are peerup's own, which need no validation of every value. */
  trusts?: boolean
}

/** JVMs, or engines, that run at the same time. */
const twoAtOnce = { concurrency: 2 }

/** Finds the drivable order of each trace, and predicts with TLC where variants leave it. */
export async function prepareTraces(
  traces: readonly Trace[],
  specification: Specification,
  { variant, ...tlc }: Preparation,
): Promise<PreparedTrace[]> {
  const findOrder = async (trace: Trace): Promise<[Trace, Trace | null]> => [
    trace,
    await drivableOrder(trace, specification, tlc),
  ]
  const orders = await pMap(traces, findOrder, twoAtOnce)
  const toPredict = orders.flatMap(([, driven]) =>
    driven !== null && (variant === undefined || isForeign(driven, variant)) ? [driven] : [],
  )
  const predictions = await predict(specification, toPredict, tlc)
  return orders.map(([trace, driven]) => ({
    trace,
    driven,
    prediction:
      driven === null
        ? undefined
        : fromTheStart(driven, predictions.get(traceName(driven)), specification),
  }))
}

/**
 * A variant that sets up its ring first begins with another call than the others: it leaves their traces
 * before the first step, and they leave its own.
 */
function fromTheStart(
  { features: { ringFirst = false } }: Trace,
  prediction: Prediction | undefined,
  { manifest }: Specification,
): Prediction | undefined {
  if (prediction === undefined) return undefined
  const stepOf = (name: string, step: number | null) => {
    const variant = manifest.variants[name]
    const begins = variant?.features.ringFirst ?? false
    return variant !== undefined && begins !== ringFirst ? 0 : step
  }
  return new Map([...prediction].map(([name, step]) => [name, stepOf(name, step)]))
}

/** Replays prepared traces in an unmodified engine, two at a time. */
export async function replayPrepared(
  prepared: readonly PreparedTrace[],
  specification: Specification,
  subject: Subject,
  { onReplay = () => {}, ...options }: Options,
): Promise<Omit<BinaryReplay, 'tlcSeconds'>[]> {
  const { variant } = subject.engine
  const replayInOrder = async ({ trace, driven, prediction }: PreparedTrace) => {
    const replayed =
      driven === null
        ? null
        : await replayBinary({
            ...options,
            ...subject,
            trace: driven,
            provokesRead: options.provokesRead?.(driven) ?? false,
            mapping: specification.mapping,
            mappingFile: options.mappingFile,
            scenarioArguments: scenarioArguments(specification.manifest, driven),
            forwarding: forwardingOf(driven, specification, variant),
            ...expectation(driven, variant, prediction),
          })
    const row =
      replayed === null ? rowNotDriven(trace, subject) : withOrder(replayed.row, trace, driven)
    onReplay(row)
    return { trace, row, driven, replayed, prediction }
  }
  return await pMap(prepared, replayInOrder, twoAtOnce)
}

/**
 * Replays traces of the model in an unmodified engine, each in an order that can be driven there. Before
 * that, TLC predicts the step at which the variant of the engine refuses a trace of another.
 */
export async function replayTracesInBinary(
  traces: readonly Trace[],
  specification: Specification,
  subject: Subject,
  { jar, ...options }: Options & { jar: string },
): Promise<BinaryReplay[]> {
  const { signal } = options
  const start = performance.now()
  const { variant } = subject.engine
  const tlc = { jar, variant, ...(signal === undefined ? {} : { signal }) }
  const prepared = await prepareTraces(traces, specification, tlc)
  const tlcSeconds = (performance.now() - start) / 1000
  const replays = await replayPrepared(prepared, specification, subject, options)
  return replays.map((replay) => ({ ...replay, tlcSeconds }))
}

/** The row, with the number of driven steps if their order is not the trace's. */
const withOrder = (row: BinaryRow, trace: Trace, driven: Trace | null): BinaryRow =>
  driven === null || sameOrder(trace, driven)
    ? row
    : { ...row, reordered: driven.states.length - 1 }

const sameOrder = (one: Trace, other: Trace): boolean =>
  other.states.every(({ step }, index) => isDeepStrictEqual(step, one.states[index]?.step))

/** Whether an engine of this variant needs a prediction for the trace. */
const isForeign = (trace: Trace, variant: string | null): boolean =>
  variant !== null && trace.variant !== variant

/** What a replay is expected to come to. An engine that is taken for no variant has no expectation. */
export function expectation(
  trace: Trace,
  variant: string | null,
  prediction: Prediction | undefined,
): Pick<BinaryRequest, 'expected' | 'predicted'> {
  if (variant === null) return { expected: 'unknown' }
  if (variant === trace.variant) return { expected: 'reproduced' }
  const step = prediction?.get(variant)
  if (step === undefined) return { expected: 'unknown' }
  return { expected: step === null ? 'reproduced' : 'refused', predicted: step }
}

function forwardingOf(
  { scenario, topology }: Trace,
  { manifest }: Specification,
  variant: string | null,
): Forwarding {
  if (variant === null) return 'open'
  return expectsForwarding(manifest, { variant, scenario, topology }) ? 'expected' : 'open'
}

/**
 * Takes an engine for `variant`, or if undefined for the variant of its version. Throws a PeerupError
 * `usage` for a variant that the manifest lacks.
 */
export function asVariant(
  recognised: RecognisedEngine,
  variant: string | undefined,
  { manifest }: Specification,
): RecognisedEngine {
  if (variant === undefined) return recognised
  const [first] = manifest.models
  if (first !== undefined) modelOf(manifest, { ...first, variant })
  return { ...recognised, variant }
}

function rowNotDriven(trace: Trace, { binary, engine }: Subject): BinaryRow {
  return {
    trace: traceName(trace),
    binary: binary.path,
    expected: 'unknown',
    verdict: 'not-run',
    why: whyUndrivable(trace),
    step: null,
    action: null,
    performer: null,
    errno: null,
    afterwards: 'unknown',
    engine: {
      version: engine.version,
      takenFor: engine.variant,
      startSeconds: null,
      replaySeconds: null,
      ended: 'was not started',
      log: [],
    },
    seconds: 0,
  }
}
