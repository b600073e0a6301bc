import { isDeepStrictEqual } from 'node:util'
import pMap from 'p-map'
import { expectsForwarding } from '../../check/expects-forwarding.js'
import { modelOf, type Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import { whyUndrivable } from '../../replay/calls/call-order.js'
import { drivableOrder } from '../../replay/calls/drivable.js'
import type { BinaryRow } from '../../report/results.js'
import { type Prediction, predict } from '../../tlc/follow/predict.js'
import type { Binary } from './command.js'
import { type BinaryRequest, type ReplayedBinary, replayBinary } from './replay-binary.js'
import type { Recognised } from './version.js'

export type BinaryReplay = {
  /** As it was given. */
  trace: Trace
  row: BinaryRow
  /** The order in which the trace was driven; null if it cannot be. */
  driven: Trace | null
  /** Null if nothing ran. */
  replayed: ReplayedBinary | null
  /** Where each variant leaves what was driven; undefined if nobody asked. */
  prediction: Prediction | undefined
  /** How long TLC was asked beforehand for orders that can be driven, and for what to expect: of all. */
  tlcSeconds: number
}

type Subject = { binary: Binary; engine: Recognised }

type Options = Pick<BinaryRequest, 'args' | 'deadlines' | 'signal'> & {
  mappingFile: string
  jar: string
  /** Whether TLC says where each variant leaves every trace, and not only what is expected of this engine. */
  everyVariant?: boolean
  onReplay?: (row: BinaryRow) => void
}

/** JVMs, and engines. */
const atOnce = { concurrency: 2 }

/**
 * Replays traces of the model in an engine that is not ours, two at a time: each in an order that can be
 * driven there, with the step beforehand at which the model says that an engine of its variant refuses.
 */
export async function replayTracesInBinary(
  traces: readonly Trace[],
  specification: Specification,
  subject: Subject,
  { jar, mappingFile, everyVariant = false, onReplay = () => {}, ...options }: Options,
): Promise<BinaryReplay[]> {
  const { signal } = options
  const { variant } = subject.engine
  const start = performance.now()
  const tlc = { jar, ...(signal === undefined ? {} : { signal }) }
  const drive = async (trace: Trace): Promise<Order> => [
    trace,
    await drivableOrder(trace, specification, tlc),
  ]
  const orders = await pMap(traces, drive, atOnce)
  const asked = orders.flatMap(([, driven]) =>
    driven !== null && (everyVariant || isForeign(driven, variant)) ? [driven] : [],
  )
  const predictions = await predict(specification, asked, tlc)
  const tlcSeconds = (performance.now() - start) / 1000
  const ask = async ([trace, driven]: Order): Promise<BinaryReplay> => {
    const prediction = driven === null ? undefined : predictions.get(traceName(driven))
    const replayed =
      driven === null
        ? null
        : await replayBinary({
            ...options,
            ...subject,
            trace: driven,
            mapping: specification.mapping,
            mappingFile,
            promised: promised(driven, specification, variant),
            ...expectation(driven, variant, prediction),
          })
    const row = replayed === null ? notDriven(trace, subject) : inOrder(replayed.row, trace, driven)
    onReplay(row)
    return { trace, row, driven, replayed, prediction, tlcSeconds }
  }
  return await pMap(orders, ask, atOnce)
}

/** A trace, and the order in which it is driven; null if there is none. */
type Order = [Trace, Trace | null]

/** A row that says how many steps were driven, if that was in another order than the trace's. */
const inOrder = (row: BinaryRow, trace: Trace, driven: Trace | null): BinaryRow =>
  driven === null || sameOrder(trace, driven)
    ? row
    : { ...row, reordered: driven.states.length - 1 }

const sameOrder = (one: Trace, other: Trace): boolean =>
  other.states.every(({ step }, index) => isDeepStrictEqual(step, one.states[index]?.step))

/** Whether what to expect must be asked for. */
const isForeign = (trace: Trace, variant: string | null): boolean =>
  variant !== null && trace.variant !== variant

/** Of an engine that is taken for no variant, nothing is expected. */
function expectation(
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

function promised(trace: Trace, { manifest }: Specification, variant: string | null): boolean {
  const { scenario, topology } = trace
  return variant !== null && expectsForwarding(manifest, { variant, scenario, topology })
}

/**
 * What an engine is taken for: what somebody says, or its version. Throws `usage` for a variant that does
 * not exist, with those that do.
 */
export function asVariant(
  recognised: Recognised,
  variant: string | undefined,
  { manifest }: Specification,
): Recognised {
  if (variant === undefined) return recognised
  const [first] = manifest.models
  if (first !== undefined) modelOf(manifest, { ...first, variant })
  return { ...recognised, variant }
}

function notDriven(trace: Trace, { binary, engine }: Subject): BinaryRow {
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
