import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pMap from 'p-map'
import type { Specification } from '../mapping/manifest.js'
import type { Diagnosis } from '../report/diagnosis.js'
import type { BinaryRow } from '../report/results.js'
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

type Asked = AskedBinary & { trace: Trace }

type Options = {
  /** Where committed traces are. */
  traces: string
  jar: string
  mappingFile: string
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
  subject: { binary: Binary; engine: Recognised },
  { traces: folder, onReplay = () => {}, ...options }: Options,
): Promise<Diagnosis> {
  const ask = async (trace: Trace): Promise<Asked> => {
    const answer = await askBinary(trace, specification, subject, options)
    onReplay(answer.row)
    return { trace, ...answer }
  }
  const [first, ...others] = committed(folder, specification, subject.engine.variant)
  const asked = first === undefined ? [] : [await ask(first)]
  // What never comes to its first gates does not come there in another replay either.
  if (asked.every(({ replayed, row }) => replayed === null || row.engine.startSeconds !== null)) {
    asked.push(...(await pMap(others, ask, { concurrency: 2 })))
  }
  // What nobody can drive from outside says nothing of this engine.
  const done = asked.filter(({ driven }) => driven !== null)
  const rowsOf = (scenario: string, property: string) =>
    done
      .filter(({ trace }) => trace.scenario === scenario && trace.property === property)
      .map(({ row }) => row)
  const scenarios = Object.keys(specification.manifest.scenarios)
  const probed = done.find(({ trace }) => isProbe(trace))
  return {
    format: 'peerup-binary/1',
    binary: subject.binary.path,
    version: subject.engine.version,
    takenFor: subject.engine.variant,
    earlyBump: probed === undefined ? null : earlyBump(probed),
    affected: Object.fromEntries(
      scenarios.map((name) => [name, affected(rowsOf(name, send), rowsOf(name, control))]),
    ),
    wedges: scenarios.filter((name) =>
      rowsOf(name, forwards).some(
        ({ verdict, afterwards }) => verdict === 'reproduced' && afterwards === 'wedged',
      ),
    ),
    replays: done.map(({ row }) => row),
    notDriven: asked.filter(({ driven }) => driven === null).map(({ trace }) => nameOf(trace)),
  }
}

const isProbe = ({ variant, scenario, property }: Trace): boolean =>
  variant === probe.variant && scenario === probe.scenario && property === send

/** Who goes on from bind() to its ring has no early bump; who has bumped by then has one. */
function earlyBump({ row: { verdict, action }, replayed }: Asked): boolean | null {
  if (verdict === 'reproduced') return true
  if (verdict !== 'refused' || replayed === null) return null
  const { stood, steps } = replayed.judged
  if (action === 'Bind') return stood === 'BeginRing' ? false : null
  return steps.some((step) => step.action === 'BumpAddReached') ? true : null
}

/** Refusals count only of an engine that can do something; where nothing was driven, nothing is known. */
function affected(rows: readonly BinaryRow[], controls: readonly BinaryRow[]): boolean | null {
  if (rows.some(({ verdict }) => verdict === 'reproduced')) return true
  const answered = rows.every(({ verdict }) => verdict === 'refused' || verdict === 'diverged')
  const can = controls.some(({ verdict }) => verdict === 'reproduced')
  return rows.length > 0 && answered && can ? false : null
}

/**
 * Counterexamples of the smallest engine, the probe first; two variants with the same features have the
 * same ones.
 */
function committed(
  folder: string,
  { mapping, manifest }: Specification,
  takenFor: string | null,
): Trace[] {
  const order = Object.keys(manifest.variants)
  const asked = new RegExp(`\\.1x1\\.(${send}|${forwards}|${control})\\.itf\\.json$`)
  const traces = readdirSync(folder)
    .filter((file) => asked.test(file))
    .sort()
    .map((file) => readTrace(join(folder, file), mapping))
    .filter(({ property, variant }) => property !== control || variant === (takenFor ?? variant))
    .sort((a, b) => order.indexOf(a.variant) - order.indexOf(b.variant))
  const alike = new Map<string, Trace>()
  for (const trace of traces) {
    const { features, scenario, property } = trace
    const key = `${recordText(features)} ${scenario} ${property}`
    if (!alike.has(key)) alike.set(key, trace)
  }
  return [...alike.values()].sort(
    (a, b) => Number(isProbe(b)) - Number(isProbe(a)) || nameOf(a).localeCompare(nameOf(b)),
  )
}
