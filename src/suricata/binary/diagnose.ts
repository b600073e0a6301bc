import { join } from 'node:path'
import pMap from 'p-map'
import type { Manifest, Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import { readTrace } from '../../core/trace-file.js'
import { traceNamesIn } from '../../core/trace-index.js'
import type { BinaryRow } from '../../report/results.js'
import { tlaRecord } from '../../tlc/module-request.js'
import type { Binary } from './command.js'
import type { Ring } from './config.js'
import { conditions, type Diagnosis } from './diagnosis.js'
import { readWaits } from './engine-facts.js'
import {
  controlWitnesses,
  forwardProperty,
  hasEarlyBump,
  isAffected,
  isOf,
  matchingVariants,
  missingControls,
  sendProperty,
} from './is-affected.js'
import { mayBringToSleep } from './may-sleep.js'
import { type BinaryReplay, expectation, prepareTraces, replayPrepared } from './replay-traces.js'
import { type Sibling, siblingsOf, siblingTrace } from './sibling-traces.js'
import type { RecognisedEngine } from './version.js'

/** The trace whose replay shows whether the engine has the early bump. */
const probe = { variant: 'v8', scenario: 'clean-start' }

type Options = {
  /** The folder of committed traces. */
  traces: string
  jar: string
  mappingFile: string
  /** Whether the user chose the variant; otherwise that of the engine's version is a hint. */
  given: boolean
  /** Arguments for the engine, after peerup's own. */
  args?: readonly string[]
  /** The version of its rings; 2 by default. */
  ring?: Ring
  onReplay?: (row: BinaryRow) => void
  signal?: AbortSignal
}

/** In a clean start, where no error is in the way of what the replay shows. */
const provokesRead = ({ scenario }: Trace): boolean => scenario === 'clean-start'

type Replay = Omit<BinaryReplay, 'tlcSeconds'>

/**
 * Diagnoses an engine of one pair with one thread on each interface. Replays every counterexample in which a
 * thread sends to a peer that is not up or an engine never forwards, but none that would bring a thread to
 * sleep. Then replays the control witnesses of the variants that all this matches, one variant after the
 * other, until one has an answer: the refusals of an engine that refuses these as well decide nothing. An
 * engine that seems safe also has to refuse the counterexamples of what it would be without each of its
 * protections. Throws as `prepareTraces` and `replayPrepared`.
 */
export async function diagnose(
  specification: Specification,
  { binary, engine }: { binary: Binary; engine: RecognisedEngine },
  { traces: folder, given, jar, signal, ...options }: Options,
): Promise<Diagnosis> {
  const { manifest } = specification
  const replay = async (traces: readonly Trace[], variant: string | null) =>
    replayPrepared(
      await prepareTraces(traces, specification, tlc),
      specification,
      { binary, engine: { ...engine, variant } },
      { ...options, provokesRead, ...(signal === undefined ? {} : { signal }) },
    )
  const tlc = { jar, trusts: true, ...(signal === undefined ? {} : { signal }) }
  const searched = new Set<string>()
  const siblings = async (taken: string | null): Promise<Trace[]> => {
    const open = openSiblings(replays, taken, specification).filter(
      (sibling) => !searched.has(keyOf(sibling)),
    )
    for (const sibling of open) searched.add(keyOf(sibling))
    const search = (sibling: Sibling) => siblingTrace(sibling, specification, tlc)
    const found = await pMap(open, search, { concurrency: 2 })
    return found.filter(
      (trace) => trace !== null && !mayBringToSleep(trace, specification.mapping),
    ) as Trace[]
  }
  const all = committedTraces(folder, specification)
  const replays = await replay(all.filter(isProbe), given ? engine.variant : null)
  const variantOf = () => (given ? engine.variant : bestMatch(replays, engine, specification))
  const hasStarted = replays.every(
    ({ replayed, row }) => replayed === null || row.engine.startSeconds !== null,
  )
  // An engine that does not reach its first gates does not reach them in other replays either.
  if (hasStarted) {
    const others = all.filter((trace) => !isProbe(trace) && !isControl(trace))
    replays.push(...(await replay(others, variantOf())))
    for (;;) {
      const taken = variantOf()
      const controls = nextControls(replays, all.filter(isControl), taken, specification)
      const next = controls.length > 0 ? controls : await siblings(taken)
      if (next.length === 0) break
      replays.push(...(await replay(next, taken)))
    }
  }
  const takenFor = hasStarted || given ? variantOf() : null
  return diagnosisOf(replays, { binary, engine, takenFor, given, manifest, specification })
}

type Examination = {
  binary: Binary
  engine: RecognisedEngine
  takenFor: string | null
  given: boolean
  manifest: Manifest
  specification: Specification
}

function diagnosisOf(
  replays: readonly Replay[],
  { binary, engine, takenFor, given, manifest, specification }: Examination,
): Diagnosis {
  // A trace that cannot be driven at calls is no evidence about this engine.
  const driven = replays
    .filter((replay) => replay.driven !== null)
    .map((replay) => withExpectation(replay, takenFor))
  const asks = asksOf(driven)
  const goesAs = matchingVariants(driven, specification, asks)
  const mistaken = !given && engine.variant !== null && !goesAs.includes(engine.variant)
  const started = driven.some(({ row }) => row.engine.startSeconds !== null)
  const scenarios = Object.keys(manifest.scenarios).filter((name) =>
    Object.hasOwn(conditions, name),
  )
  const early = earlyBumpOf(replays)
  return {
    format: 'peerup-binary/1',
    binary: binary.path,
    version: engine.version,
    takenFor,
    ...(mistaken && started ? { mistakenFor: engine.variant } : {}),
    earlyBump: early,
    // A ring that is set up before bind(), or in the turn, does not move its thread.
    order: early === null ? null : early ? 'timing' : 'kept',
    asks,
    ring: driven.find(({ row }) => row.engine.ring !== undefined)?.row.engine.ring ?? null,
    goesAs,
    affected: Object.fromEntries(
      scenarios.map((name) => [name, isAffected(driven, name, specification, asks)]),
    ),
    wedges: scenarios.filter((name) =>
      driven.some(
        ({ trace, row: { verdict, afterwards } }) =>
          trace.scenario === name && verdict === 'reproduced' && afterwards === 'wedged',
      ),
    ),
    replays: driven.map(({ row }) => row),
    notDriven: replays
      .filter((replay) => replay.driven === null)
      .map(({ trace }) => traceName(trace)),
  }
}

/** The variant that every replay matches: that of the engine's version, if it is one of several. */
export function bestMatch(
  replays: readonly Replay[],
  { variant }: RecognisedEngine,
  specification: Specification,
): string | null {
  const driven = replays.filter((replay) => replay.driven !== null)
  const matching = matchingVariants(driven, specification, asksOf(driven))
  return matching.find((name) => name === variant) ?? matching[0] ?? null
}

/**
 * The controls that decide next: those of `taken` in each scenario that is not decided yet, and one after which
 * a thread shows how it reads an error. Without such a variant, those of one that a whole scenario matches.
 */
function nextControls(
  replays: readonly Replay[],
  controls: readonly Trace[],
  taken: string | null,
  specification: Specification,
): Trace[] {
  const driven = replays.filter((replay) => replay.driven !== null)
  const missing = (variant: string, scenario: string) =>
    missingControls(replays, { variant, scenario }, specification).flatMap((property) =>
      controls.filter(
        (trace) =>
          trace.scenario === scenario &&
          trace.property === property &&
          isOf(trace, variant, specification.manifest),
      ),
    )
  const open = Object.keys(conditions).filter(
    (scenario) =>
      Object.hasOwn(specification.manifest.scenarios, scenario) &&
      isAffected(driven, scenario, specification, asksOf(driven)) === null,
  )
  if (taken !== null) {
    const needed = open.flatMap((scenario) => missing(taken, scenario))
    if (needed.length > 0 || asksOf(driven) !== null) return needed
    return missing(taken, probe.scenario)
  }
  for (const scenario of open) {
    const ofScenario = driven.filter(({ trace }) => trace.scenario === scenario)
    for (const variant of matchingVariants(ofScenario, specification)) {
      const needed = missing(variant, scenario)
      if (needed.length > 0) return needed
    }
  }
  return []
}

/**
 * The siblings, not replayed yet, of the variants that a scenario matches with all controls: the engine may
 * lack a protection and be equal to them otherwise.
 */
function openSiblings(
  replays: readonly Replay[],
  taken: string | null,
  specification: Specification,
): Sibling[] {
  const driven = replays.filter((replay) => replay.driven !== null)
  const asks = asksOf(driven)
  const replayed = new Set(replays.map(({ trace }) => keyOf(trace)))
  const open = Object.keys(conditions).filter(
    (scenario) =>
      Object.hasOwn(specification.manifest.scenarios, scenario) &&
      isAffected(driven, scenario, specification, asks) !== true,
  )
  const found = open.flatMap((scenario) => {
    const ofScenario = driven.filter(({ trace }) => trace.scenario === scenario)
    const variants = taken === null ? matchingVariants(ofScenario, specification) : [taken]
    return variants
      .filter(
        (variant) => missingControls(driven, { variant, scenario }, specification).length === 0,
      )
      .flatMap((variant) => siblingsOf(specification, { variant, scenario }))
  })
  return found.filter((sibling) => !replayed.has(keyOf(sibling)))
}

const keyOf = ({ scenario, features, ...rest }: Sibling & { property?: string }): string =>
  `${tlaRecord(features)} ${scenario} ${rest.property ?? sendProperty}`

/** By the probe; an engine that leaves it before its bind() shows it in a clean start that it reproduces. */
function earlyBumpOf(replays: readonly Replay[]): boolean | null {
  const probed = replays.find(({ trace }) => isProbe(trace))
  const observed = probed === undefined ? null : hasEarlyBump(probed)
  if (observed !== null) return observed
  const start = replays.find(
    ({ trace, row }) => trace.scenario === probe.scenario && row.verdict === 'reproduced',
  )
  return start === undefined ? null : start.trace.features.bump === 'after-bind'
}

/** How a thread read an error in a replay; the read of one that was pending counts more than none. */
function asksOf(replays: readonly Pick<Replay, 'row'>[]): Diagnosis['asks'] {
  const reads = replays.flatMap(({ row }) => row.engine.asked ?? [])
  const read = reads.find(({ call }) => call !== 'none') ?? reads[0]
  return read === undefined ? null : { ...read, waits: readWaits(read) }
}

/** The row of a replay with what the model of a variant says about it. */
function withExpectation(replay: Replay, variant: string | null): Replay {
  const { driven, prediction } = replay
  const { predicted: _, ...row } = replay.row
  const expected = driven === null ? {} : expectation(driven, variant, prediction)
  return { ...replay, row: { ...row, ...expected, engine: { ...row.engine, takenFor: variant } } }
}

const isControl = ({ property }: Trace): boolean => controlWitnesses.includes(property)

const isProbe = ({ variant, scenario, property }: Trace): boolean =>
  variant === probe.variant && scenario === probe.scenario && property === sendProperty

/**
 * Counterexamples and controls of the smallest engine in the scenarios of a diagnosis, without those that may
 * bring a thread to sleep; variants with equal features share them.
 */
function committedTraces(folder: string, { mapping, manifest }: Specification): Trace[] {
  const order = Object.keys(manifest.variants)
  const wanted = [sendProperty, forwardProperty, ...controlWitnesses].join('|')
  const isWanted = new RegExp(`\\.1x1\\.(${wanted})$`)
  const traces = traceNamesIn(folder)
    .filter((name) => isWanted.test(name))
    .map((name) => readTrace(join(folder, `${name}.itf.json`), mapping))
    .filter((trace) => Object.hasOwn(conditions, trace.scenario))
    .filter((trace) => !mayBringToSleep(trace, mapping))
    .sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant))
  const distinct = new Map<string, Trace>()
  for (const trace of traces) {
    const key = keyOf(trace)
    if (!distinct.has(key)) distinct.set(key, trace)
  }
  return [...distinct.values()].sort((a, b) => traceName(a).localeCompare(traceName(b)))
}
