import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Specification } from '../mapping/manifest.js'
import type { Diagnosis } from '../report/diagnosis.js'
import { type BinaryRow, replayIsAsExpected } from '../report/results.js'
import type { Binary } from '../suricata/command.js'
import type { Recognised } from '../suricata/version.js'
import { recordText } from '../tlc/made.js'
import { readTrace } from '../trace/files.js'
import { nameOf, type Trace } from '../trace/trace.js'
import { type AskedBinary, askBinary } from './ask-binary.js'

/** The trace whose replay tells whether the early bump is there. */
const probe = { variant: 'v8', scenario: 'clean-start' }
const send = 'SendImpliesPeerUp'
const forwards = 'EveryThreadForwards'
/** A witness: an engine that cannot even send would refuse everything else. */
const control = 'NeverSends'

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
 * peer that is not up, and those in which the engine never comes to forward; and, as the control of what it
 * refuses, that a frame is sent at all.
 */
export async function diagnose(
  specification: Specification,
  { binary, engine }: { binary: Binary; engine: Recognised },
  { traces: folder, given, ...options }: Options,
): Promise<Diagnosis> {
  const ask = (traces: readonly Trace[], taken: Recognised) =>
    askBinary(traces, specification, { binary, engine: taken }, options)
  const all = committed(folder, specification)
  const probed = await ask(all.filter(isProbe), engine)
  const bumps = probed[0] === undefined ? null : earlyBump(probed[0])
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
    affected: Object.fromEntries(scenarios.map((name) => [name, affected(rowsOf(name))])),
    wedges: scenarios.filter((name) =>
      rowsOf(name).some(
        ({ row: { verdict, afterwards } }) => verdict === 'reproduced' && afterwards === 'wedged',
      ),
    ),
    replays: done.map(({ row }) => row),
    notDriven: asked.filter(({ driven }) => driven === null).map(({ trace }) => nameOf(trace)),
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

function withoutExpectation({ row: { predicted: _, ...row }, ...asked }: AskedBinary): AskedBinary {
  const engine = { ...row.engine, takenFor: null }
  return { ...asked, row: { ...row, expected: 'unknown', engine } }
}

/** The control of what it is taken for is enough; of an engine that is taken for nothing, all are asked. */
const isAsked = ({ property, variant }: Trace, taken: Recognised): boolean =>
  property !== control || variant === (taken.variant ?? variant)

const isProbe = ({ variant, scenario, property }: Trace): boolean =>
  variant === probe.variant && scenario === probe.scenario && property === send

/** Who goes on from bind() to its ring has no early bump; who has bumped by then has one. */
function earlyBump({ row: { verdict, action }, replayed }: AskedBinary): boolean | null {
  if (verdict === 'reproduced') return true
  if (verdict !== 'refused' || replayed === null) return null
  const { stood, steps } = replayed.judged
  if (action === 'Bind') return stood === 'BeginRing' ? false : null
  return steps.some((step) => step.action === 'BumpAddReached') ? true : null
}

/** Refusals count only of an engine that can do something; where nothing was driven, nothing is known. */
function affected(asked: readonly AskedBinary[]): boolean | null {
  const of = (wanted: string) => asked.filter(({ trace: { property } }) => property === wanted)
  const sends = of(send).map(({ row }) => row)
  if (sends.some(({ verdict }) => verdict === 'reproduced')) return true
  const can = of(control).some(({ row }) => row.verdict === 'reproduced')
  return sends.length > 0 && sends.every(isRefusal) && can ? false : null
}

/** Who left another value has left the behaviour too, if that is the step at which the model says so. */
const isRefusal = (row: BinaryRow): boolean =>
  row.verdict === 'refused' ||
  (row.verdict === 'diverged' && row.expected === 'refused' && replayIsAsExpected(row))

/**
 * Counterexamples of the smallest engine; two variants with the same features have the
 * same ones.
 */
function committed(folder: string, { mapping, manifest }: Specification): Trace[] {
  const order = Object.keys(manifest.variants)
  const asked = new RegExp(`\\.1x1\\.(${send}|${forwards}|${control})\\.itf\\.json$`)
  const traces = readdirSync(folder)
    .filter((file) => asked.test(file))
    .sort()
    .map((file) => readTrace(join(folder, file), mapping))
    .sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant))
  const alike = new Map<string, Trace>()
  for (const trace of traces) {
    const { features, scenario, property } = trace
    const whose = property === control ? trace.variant : ''
    const key = `${recordText(features)} ${scenario} ${property} ${whose}`
    if (!alike.has(key)) alike.set(key, trace)
  }
  return [...alike.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
}
