import { isDeepStrictEqual } from 'node:util'
import { predict } from '../follow/predict.js'
import { modelOf, type Specification } from '../mapping/manifest.js'
import { undrivable } from '../outside/calls.js'
import { drivable } from '../outside/drivable.js'
import type { BinaryRow } from '../report/results.js'
import type { Binary } from '../suricata/command.js'
import type { Recognised } from '../suricata/version.js'
import { nameOf, type Trace } from '../trace/trace.js'
import { promisesForwarding } from './promise.js'
import { type BinaryRequest, type ReplayedBinary, replayBinary } from './replay-binary.js'

export type AskedBinary = {
  row: BinaryRow
  /** The order in which the trace was driven; null if it cannot be. */
  driven: Trace | null
  /** Null if nothing ran. */
  replayed: ReplayedBinary | null
  /** How long TLC was asked beforehand for an order that can be driven, and for what to expect. */
  tlcSeconds: number
}

type Options = Pick<BinaryRequest, 'args' | 'deadlines' | 'signal'> & {
  mappingFile: string
  jar: string
}

/**
 * Replays a trace of the model in an engine that is not ours: in an order that can be driven there, with
 * the step beforehand at which the model says that an engine of its variant refuses.
 */
export async function askBinary(
  trace: Trace,
  specification: Specification,
  subject: { binary: Binary; engine: Recognised },
  { jar, mappingFile, ...options }: Options,
): Promise<AskedBinary> {
  const { signal } = options
  const start = performance.now()
  const asked = { jar, ...(signal === undefined ? {} : { signal }) }
  const driven = await drivable(trace, specification, asked)
  const { variant } = subject.engine
  const expected = driven === null ? null : await expectation(driven, specification, variant, asked)
  const tlcSeconds = (performance.now() - start) / 1000
  if (driven === null || expected === null)
    return { row: notDriven(trace, subject), driven, replayed: null, tlcSeconds }
  const replayed = await replayBinary({
    ...options,
    ...subject,
    trace: driven,
    mapping: specification.mapping,
    mappingFile,
    promised: promised(driven, specification, variant),
    ...expected,
  })
  const steps = driven.states.length - 1
  const row = sameOrder(trace, driven) ? replayed.row : { ...replayed.row, reordered: steps }
  return { row, driven, replayed, tlcSeconds }
}

const sameOrder = (one: Trace, other: Trace): boolean =>
  other.states.every(({ step }, index) => isDeepStrictEqual(step, one.states[index]?.step))

/** Of an engine that is taken for no variant, nothing is expected. */
async function expectation(
  trace: Trace,
  specification: Specification,
  variant: string | null,
  options: { jar: string; signal?: AbortSignal },
): Promise<Pick<BinaryRequest, 'expected' | 'predicted'>> {
  if (variant === null) return { expected: 'unknown' }
  if (variant === trace.variant) return { expected: 'reproduced' }
  const step = (await predict(specification, [trace], options)).get(nameOf(trace))?.get(variant)
  if (step === undefined) return { expected: 'unknown' }
  return { expected: step === null ? 'reproduced' : 'refused', predicted: step }
}

function promised(trace: Trace, { manifest }: Specification, variant: string | null): boolean {
  const { scenario, topology } = trace
  return variant !== null && promisesForwarding(manifest, { variant, scenario, topology })
}

/**
 * What an engine is taken for: what somebody says, or its version. Throws `usage` for a variant that does
 * not exist, with those that do.
 */
export function takenFor(
  recognised: Recognised,
  variant: string | undefined,
  { manifest }: Specification,
): Recognised {
  if (variant === undefined) return recognised
  const [first] = manifest.models
  if (first !== undefined) modelOf(manifest, { ...first, variant })
  return { ...recognised, variant }
}

function notDriven(
  trace: Trace,
  { binary, engine }: { binary: Binary; engine: Recognised },
): BinaryRow {
  return {
    trace: nameOf(trace),
    binary: binary.path,
    expected: 'unknown',
    verdict: 'not-run',
    why: undrivable(trace),
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
