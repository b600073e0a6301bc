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
import { askBinary } from './ask-binary.js'

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
  const traces = committed(folder, specification, subject.engine.variant)
  const asked = await pMap(
    traces,
    async (trace) => {
      const { row, driven } = await askBinary(trace, specification, subject, options)
      onReplay(row)
      return { trace, row, driven }
    },
    { concurrency: 2 },
  )
  // What nobody can drive from outside says nothing of this engine.
  const done = asked.filter(({ driven }) => driven !== null)
  const rowsOf = (scenario: string, property: string) =>
    done
      .filter(({ trace }) => trace.scenario === scenario && trace.property === property)
      .map(({ row }) => row)
  const scenarios = Object.keys(specification.manifest.scenarios)
  const probed = done.find(({ trace }) => isProbe(trace))?.row
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

/** Who refuses right after bind() has no early bump; who comes further, or to the end, has. */
function earlyBump({ verdict, action }: BinaryRow): boolean | null {
  if (verdict === 'reproduced') return true
  if (verdict === 'refused') return action !== 'Bind'
  return null
}

/** Refusals count only of an engine that can do something. */
function affected(rows: readonly BinaryRow[], controls: readonly BinaryRow[]): boolean | null {
  if (rows.some(({ verdict }) => verdict === 'reproduced')) return true
  const answered = rows.every(({ verdict }) => verdict === 'refused' || verdict === 'diverged')
  return answered && controls.some(({ verdict }) => verdict === 'reproduced') ? false : null
}

/** Counterexamples of the smallest engine; two variants with the same features have the same ones. */
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
  return [...alike.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
}
