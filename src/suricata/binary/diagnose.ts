import { join } from 'node:path'
import type { Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import { readTrace } from '../../core/trace-file.js'
import { traceNamesIn } from '../../core/trace-index.js'
import type { BinaryRow } from '../../report/results.js'
import { tlaRecord } from '../../tlc/module-request.js'
import type { Binary } from './command.js'
import type { Diagnosis } from './diagnosis.js'
import {
  controlWitnesses,
  forwardProperty,
  hasEarlyBump,
  isAffected,
  matchingVariants,
  sendProperty,
} from './is-affected.js'
import { type BinaryReplay, replayTracesInBinary } from './replay-traces.js'
import type { RecognisedEngine } from './version.js'

/** The trace whose replay shows whether the engine has the early bump. */
const probe = { variant: 'v8', scenario: 'clean-start' }

type Options = {
  /** The folder of committed traces. */
  traces: string
  jar: string
  mappingFile: string
  /** Whether the user chose the variant; otherwise it comes from the engine's version. */
  given: boolean
  /** Arguments for the engine, after peerup's own. */
  args?: readonly string[]
  onReplay?: (row: BinaryRow) => void
  signal?: AbortSignal
}

/**
 * Diagnoses an engine of one pair with one thread on each interface. Replays every counterexample in which a
 * thread sends to a peer that is not up or an engine never forwards. Also replays control witnesses, because
 * the refusals of an engine that refuses these as well decide nothing. Throws as `replayTracesInBinary`.
 */
export async function diagnose(
  specification: Specification,
  { binary, engine }: { binary: Binary; engine: RecognisedEngine },
  { traces: folder, given, ...options }: Options,
): Promise<Diagnosis> {
  const replayAs = (taken: RecognisedEngine, traces: readonly Trace[]) =>
    replayTracesInBinary(
      traces,
      specification,
      { binary, engine: taken },
      { ...options, everyVariant: true },
    )
  const all = committedTraces(folder, specification)
  const probed = await replayAs(engine, all.filter(isProbe))
  const bumps = probed[0] === undefined ? null : hasEarlyBump(probed[0])
  const mistaken = !given && contradicts(bumps, engine.variant, specification)
  const taken = mistaken ? { ...engine, variant: null } : engine
  const replays = mistaken ? probed.map(withoutExpectation) : probed
  // An engine that does not reach its first gates does not reach them in other replays either.
  if (replays.every(({ replayed, row }) => replayed === null || row.engine.startSeconds !== null)) {
    const others = all.filter((trace) => !isProbe(trace) && isNeeded(trace, taken))
    replays.push(...(await replayAs(taken, others)))
  }
  // A trace that cannot be driven at calls is no evidence about this engine.
  const driven = replays.filter((replay) => replay.driven !== null)
  const rowsOf = (scenario: string) => driven.filter(({ trace }) => trace.scenario === scenario)
  const scenarios = Object.keys(specification.manifest.scenarios)
  return {
    format: 'peerup-binary/1',
    binary: binary.path,
    version: engine.version,
    takenFor: taken.variant,
    ...(mistaken ? { mistakenFor: engine.variant } : {}),
    earlyBump: bumps,
    goesAs: matchingVariants(driven, specification),
    affected: Object.fromEntries(
      scenarios.map((name) => [name, isAffected(driven, name, specification)]),
    ),
    wedges: scenarios.filter((name) =>
      rowsOf(name).some(
        ({ row: { verdict, afterwards } }) => verdict === 'reproduced' && afterwards === 'wedged',
      ),
    ),
    replays: driven.map(({ row }) => row),
    notDriven: replays
      .filter((replay) => replay.driven === null)
      .map(({ trace }) => traceName(trace)),
  }
}

/** Whether the observed bump differs from the variant's. */
function contradicts(
  bumps: boolean | null,
  variant: string | null,
  { manifest }: Specification,
): boolean {
  const features = variant === null ? undefined : manifest.variants[variant]?.features
  return features !== undefined && bumps !== null && bumps !== (features.bump === 'after-bind')
}

function withoutExpectation({
  row: { predicted: _, ...row },
  ...replay
}: BinaryReplay): BinaryReplay {
  const engine = { ...row.engine, takenFor: null }
  return { ...replay, row: { ...row, expected: 'unknown', engine } }
}

/** The controls of the variant that the engine is taken for are enough; without a variant all are needed. */
const isNeeded = ({ property, variant }: Trace, taken: RecognisedEngine): boolean =>
  !controlWitnesses.includes(property) || variant === (taken.variant ?? variant)

const isProbe = ({ variant, scenario, property }: Trace): boolean =>
  variant === probe.variant && scenario === probe.scenario && property === sendProperty

/** Counterexamples and controls of the smallest engine; variants with equal features share counterexamples. */
function committedTraces(folder: string, { mapping, manifest }: Specification): Trace[] {
  const order = Object.keys(manifest.variants)
  const wanted = [sendProperty, forwardProperty, ...controlWitnesses].join('|')
  const isWanted = new RegExp(`\\.1x1\\.(${wanted})$`)
  const traces = traceNamesIn(folder)
    .filter((name) => isWanted.test(name))
    .map((name) => readTrace(join(folder, `${name}.itf.json`), mapping))
    .sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant))
  const distinct = new Map<string, Trace>()
  for (const trace of traces) {
    const { features, scenario, property } = trace
    const variant = controlWitnesses.includes(property) ? trace.variant : ''
    const key = `${tlaRecord(features)} ${scenario} ${property} ${variant}`
    if (!distinct.has(key)) distinct.set(key, trace)
  }
  return [...distinct.values()].sort((a, b) => traceName(a).localeCompare(traceName(b)))
}
