import { join } from 'node:path'
import type { Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import { readTrace } from '../../core/trace-file.js'
import { traceNamesIn } from '../../core/trace-index.js'
import type { BinaryRow } from '../../report/results.js'
import { tlaRecord } from '../../tlc/module-request.js'
import type { Binary } from './command.js'
import {
  controlWitnesses,
  forwardProperty,
  hasEarlyBump,
  isAffected,
  matchingVariants,
  sendProperty,
} from './conclude.js'
import type { Diagnosis } from './diagnosis.js'
import { type BinaryReplay, replayTracesInBinary } from './replay-traces.js'
import type { Recognised } from './version.js'

/** The trace whose replay tells whether the early bump is there. */
const probe = { variant: 'v8', scenario: 'clean-start' }

type Options = {
  /** Where committed traces are. */
  traces: string
  jar: string
  mappingFile: string
  /** Whether somebody said what the engine is taken for; else its version did. */
  given: boolean
  onReplay?: (row: BinaryRow) => void
  signal?: AbortSignal
}

/**
 * Replays in one engine every counterexample, at one pair with one thread each, in which a thread sends to a
 * peer that is not up, and those in which the engine never comes to forward; and, as controls of what it
 * refuses, what it must be able to do.
 */
export async function diagnose(
  specification: Specification,
  { binary, engine }: { binary: Binary; engine: Recognised },
  { traces: folder, given, ...options }: Options,
): Promise<Diagnosis> {
  const ask = (traces: readonly Trace[], taken: Recognised) =>
    replayTracesInBinary(
      traces,
      specification,
      { binary, engine: taken },
      { ...options, everyVariant: true },
    )
  const all = committed(folder, specification)
  const probed = await ask(all.filter(isProbe), engine)
  const bumps = probed[0] === undefined ? null : hasEarlyBump(probed[0])
  const mistaken = !given && contradicts(bumps, engine.variant, specification)
  const taken = mistaken ? { ...engine, variant: null } : engine
  const asked = mistaken ? probed.map(withoutExpectation) : probed
  // What never comes to its first gates does not come there in another replay either.
  if (asked.every(({ replayed, row }) => replayed === null || row.engine.startSeconds !== null)) {
    const others = all.filter((trace) => !isProbe(trace) && isAsked(trace, taken))
    asked.push(...(await ask(others, taken)))
  }
  // What nobody can drive from outside says nothing of this engine.
  const done = asked.filter(({ driven }) => driven !== null)
  const rowsOf = (scenario: string) => done.filter(({ trace }) => trace.scenario === scenario)
  const scenarios = Object.keys(specification.manifest.scenarios)
  return {
    format: 'peerup-binary/1',
    binary: binary.path,
    version: engine.version,
    takenFor: taken.variant,
    ...(mistaken ? { mistakenFor: engine.variant } : {}),
    earlyBump: bumps,
    goesAs: matchingVariants(done, specification),
    affected: Object.fromEntries(
      scenarios.map((name) => [name, isAffected(done, name, specification)]),
    ),
    wedges: scenarios.filter((name) =>
      rowsOf(name).some(
        ({ row: { verdict, afterwards } }) => verdict === 'reproduced' && afterwards === 'wedged',
      ),
    ),
    replays: done.map(({ row }) => row),
    notDriven: asked.filter(({ driven }) => driven === null).map(({ trace }) => traceName(trace)),
  }
}

/** Whether the early bump is where a variant does not have it, or is not where it has. */
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
  ...asked
}: BinaryReplay): BinaryReplay {
  const engine = { ...row.engine, takenFor: null }
  return { ...asked, row: { ...row, expected: 'unknown', engine } }
}

/** The controls of what it is taken for are enough; of an engine that is taken for nothing, all are asked. */
const isAsked = ({ property, variant }: Trace, taken: Recognised): boolean =>
  !controlWitnesses.includes(property) || variant === (taken.variant ?? variant)

const isProbe = ({ variant, scenario, property }: Trace): boolean =>
  variant === probe.variant && scenario === probe.scenario && property === sendProperty

/**
 * Counterexamples of the smallest engine; two variants with the same features have the
 * same ones.
 */
function committed(folder: string, { mapping, manifest }: Specification): Trace[] {
  const order = Object.keys(manifest.variants)
  const wanted = [sendProperty, forwardProperty, ...controlWitnesses].join('|')
  const asked = new RegExp(`\\.1x1\\.(${wanted})$`)
  const traces = traceNamesIn(folder)
    .filter((name) => asked.test(name))
    .map((name) => readTrace(join(folder, `${name}.itf.json`), mapping))
    .sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant))
  const alike = new Map<string, Trace>()
  for (const trace of traces) {
    const { features, scenario, property } = trace
    const whose = controlWitnesses.includes(property) ? trace.variant : ''
    const key = `${tlaRecord(features)} ${scenario} ${property} ${whose}`
    if (!alike.has(key)) alike.set(key, trace)
  }
  return [...alike.values()].sort((a, b) => traceName(a).localeCompare(traceName(b)))
}
