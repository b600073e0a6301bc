import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Model, Specification } from '../core/manifest.js'
import { type Trace, traceName } from '../core/trace.js'
import { makeFolder, writeTrace, writeWhole } from '../core/trace-file.js'
import { renderAll } from '../diagram/render.js'
import { sequenceDiagram } from '../diagram/sequence.js'
import { writeMachine } from '../replay/machine/machine-file.js'
import { machineOf } from '../replay/machine/machine-of.js'
import type { CheckResult } from '../report/check-result.js'
import { mappingDocument } from '../report/mapping-document.js'
import type { ReplayRow } from '../report/results.js'
import { resultsDocument } from '../report/results-document.js'
import { binariesDocument } from '../suricata/binary/binaries-document.js'
import { areCommitted } from '../suricata/studies/claims/committed-observations.js'
import { claimsDocument } from '../suricata/studies/claims/document.js'
import { everySizeDocument } from '../suricata/studies/every-size/document.js'
import { readPlan } from '../suricata/studies/every-size/plan.js'
import type { EverySizeResult } from '../suricata/studies/every-size/result.js'
import { fixSetsDocument } from '../suricata/studies/fix-sets/document.js'
import { fixSetsOf } from '../suricata/studies/fix-sets/sets.js'
import { memoryOrderDocument } from '../suricata/studies/memory-order/document.js'
import { writeReproductions } from '../suricata/studies/restarts/write-reproductions.js'
import { recordsModule } from '../tlc/variant-record.js'
import { modelConfig } from './check-model.js'
import { readBench, readBinaries, readDeep, writeMeasured } from './measured.js'
import type { Studies } from './studies.js'

/** Where a trace is written, relative to the folder that traces and documents go to. */
export const traceFile = (trace: Trace): string => `traces/${traceName(trace)}.itf.json`

/** Writes the counterexamples and their machines, and removes those of earlier runs that are no more. */
export function writeTraces(
  root: string,
  traces: readonly Trace[],
  { mapping }: Specification,
): void {
  const folder = makeFolder(root, 'traces')
  const names = traces.map((trace) => ({ name: traceName(trace) }))
  removeOthers(folder, ['.itf.json', '.machine.json'], names)
  for (const trace of traces) {
    writeTrace(join(root, traceFile(trace)), trace)
    writeMachine(join(folder, `${traceName(trace)}.machine.json`), machineOf(trace, mapping))
  }
}

/**
 * Writes a `.cfg` for each model beside the specification, so that anyone can run it in an editor or
 * with TLC alone: all its claims, but for witnesses and for what takes minutes. Their variants are records
 * of a module, which is written too.
 */
export function writeConfigs(specification: Specification, models: readonly Model[]): void {
  const records = recordsModule(specification.manifest)
  if (records !== null) writeWhole(join(specification.folder, records.file), records.text)
  const folder = makeFolder(specification.folder, 'models')
  for (const model of models) {
    const claims = model.properties.filter(({ kind, deep }) => kind !== 'witness' && !deep)
    writeWhole(join(folder, `${model.name}.cfg`), modelConfig(specification, model, claims))
  }
}

type Picture = { name: string; text: string }

/** Writes the diagrams' texts and returns those whose picture is missing or was drawn of another text. */
export function writeDiagrams(
  root: string,
  from: { traces: readonly Trace[]; replays: readonly ReplayRow[]; others: readonly Picture[] },
  { mapping, manifest }: Specification,
): Picture[] {
  const { traces, replays, others } = from
  const folder = makeFolder(root, 'docs', 'diagrams')
  const told = traces.map((trace) => {
    const name = traceName(trace)
    const property = manifest.properties[trace.property]
    const observed = replays.find(
      (row) => row.trace === name && 'variant' in row && row.variant === trace.variant,
    )
    const text = sequenceDiagram(trace, mapping, {
      ...(property === undefined ? {} : { property }),
      ...(observed === undefined || observed.verdict === 'not-run' ? {} : { observed }),
    })
    return { name, text }
  })
  const pictures = [...told, ...others]
  removeOthers(folder, ['.mmd', '.svg'], pictures)
  return pictures.filter(({ name, text }) => {
    const file = join(folder, `${name}.mmd`)
    const drawn = existsSync(file) && existsSync(join(folder, `${name}.svg`))
    if (drawn && readFileSync(file, 'utf8') === text) return false
    // Without the picture of the old text, an interrupted run draws it next time.
    rmSync(join(folder, `${name}.svg`), { force: true })
    writeWhole(file, text)
    return true
  })
}

/** Draws pictures into `docs/diagrams`, all in one browser. */
export async function drawDiagrams(
  root: string,
  diagrams: readonly { name: string; text: string }[],
  signal: AbortSignal,
): Promise<void> {
  for (const { name, svg } of await renderAll(diagrams, { signal })) {
    writeWhole(join(root, 'docs/diagrams', `${name}.svg`), svg)
  }
}

/** Writes `docs/results.md` and `docs/mapping.md`, and what stands in `docs/measured` and nowhere else. */
export function writeDocuments(
  root: string,
  check: CheckResult,
  traces: readonly Trace[],
  { mapping, manifest }: Specification,
): void {
  const { properties, variants, scenarios } = manifest
  const diagrams = new Set(traces.map(traceName))
  makeFolder(root, 'docs')
  const deep = readDeep(root)
  const results = resultsDocument({ check, properties, variants, scenarios, diagrams, deep })
  writeWhole(join(root, 'docs/results.md'), results)
  writeWhole(join(root, 'docs/mapping.md'), mappingDocument(mapping))
  const binaries = readBinaries(root)
  if (binaries.length > 0) writeWhole(join(root, 'docs/binaries.md'), binariesDocument(binaries))
  writeReproductions(root)
}

/** Writes what the studies found, those that were made. */
export function writeStudies(
  root: string,
  studies: Studies,
  replays: readonly ReplayRow[],
  specification: Specification,
): void {
  const { lattice, memory, claims, observations } = studies
  const write = (name: string, text: string) => writeWhole(join(root, 'docs', name), text)
  if (lattice !== null) {
    const sets = fixSetsOf(specification.manifest)
    write('lattice.md', fixSetsDocument(lattice, sets, { replays, cost: readBench(root) }))
  }
  const reduced = studies.usualReduction()
  if (reduced !== null) write('every-size.md', everySizeText(root, reduced, specification))
  if (memory !== null) write('memory-order.md', memoryOrderDocument(memory))
  if (claims === null) return
  write('claims.md', claimsDocument(claims))
  // The date is that of the first time that this was observed.
  if (!areCommitted(root, observations)) writeMeasured(root, 'observations', { observations })
}

/** What minutes of checking add is quoted from when it was measured. */
function everySizeText(
  root: string,
  result: EverySizeResult,
  specification: Specification,
): string {
  const { properties, variants } = specification.manifest
  const deep = readDeep(root)
  const rows = deep?.refinement ?? []
  return everySizeDocument({
    result,
    properties,
    variants,
    scenarios: readPlan(specification).scenarios,
    deep: deep === null || rows.length === 0 ? null : { ...deep, rows },
  })
}

function removeOthers(
  folder: string,
  endings: readonly string[],
  files: readonly { name: string }[],
): void {
  const own = new Set(files.flatMap(({ name }) => endings.map((end) => `${name}${end}`)))
  for (const file of readdirSync(folder)) {
    const ours = endings.some((end) => file.endsWith(end))
    if (ours && !own.has(file)) rmSync(join(folder, file))
  }
}
