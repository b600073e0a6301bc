import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { renderAll } from '../diagram/render.js'
import { sequenceDiagram } from '../diagram/sequence.js'
import { writeMachine } from '../machine/files.js'
import { machineOf } from '../machine/machine-of.js'
import type { Model, Specification } from '../mapping/manifest.js'
import { mappingDocument } from '../report/mapping-document.js'
import type { CheckResult, ReplayRow } from '../report/results.js'
import { resultsDocument } from '../report/results-document.js'
import { makeFolder, writeTrace, writeWhole } from '../trace/files.js'
import { nameOf, type Trace } from '../trace/trace.js'
import { configOf } from './check-model.js'
import { readDeep } from './measured.js'

/** Where a trace is written, relative to the folder that traces and documents go to. */
export const traceFile = (trace: Trace): string => `traces/${nameOf(trace)}.itf.json`

/** Writes the counterexamples and their machines, and removes those of earlier runs that are no more. */
export function writeTraces(
  root: string,
  traces: readonly Trace[],
  { mapping }: Specification,
): void {
  const folder = makeFolder(root, 'traces')
  removeOthers(folder, ['.itf.json', '.machine.json'], traces)
  for (const trace of traces) {
    writeTrace(join(root, traceFile(trace)), trace)
    if (trace.loop !== null) continue
    writeMachine(join(folder, `${nameOf(trace)}.machine.json`), machineOf(trace, mapping))
  }
}

/**
 * Writes a `.cfg` for each model beside the specification, so that anyone can run it in an editor or
 * with TLC alone: all its claims, but for witnesses and for what takes minutes.
 */
export function writeConfigs(specification: Specification, models: readonly Model[]): void {
  const folder = makeFolder(specification.folder, 'models')
  for (const model of models) {
    const claims = model.properties.filter(({ kind, deep }) => kind !== 'witness' && !deep)
    writeWhole(join(folder, `${model.name}.cfg`), configOf(specification, model, claims))
  }
}

/** Writes the diagrams' texts and returns those whose picture is missing or was drawn of another text. */
export function writeDiagrams(
  root: string,
  traces: readonly Trace[],
  replays: readonly ReplayRow[],
  { mapping, manifest }: Specification,
): { name: string; text: string }[] {
  const folder = makeFolder(root, 'docs', 'diagrams')
  removeOthers(folder, ['.mmd', '.svg'], traces)
  return traces.flatMap((trace) => {
    const name = nameOf(trace)
    const property = manifest.properties[trace.property]
    const observed = replays.find(
      (row) => row.trace === name && 'variant' in row && row.variant === trace.variant,
    )
    const text = sequenceDiagram(trace, mapping, {
      ...(property === undefined ? {} : { property }),
      ...(observed === undefined || observed.verdict === 'not-run' ? {} : { observed }),
    })
    const file = join(folder, `${name}.mmd`)
    const drawn = existsSync(file) && existsSync(join(folder, `${name}.svg`))
    if (drawn && readFileSync(file, 'utf8') === text) return []
    // Without the picture of the old text, an interrupted run draws it next time.
    rmSync(join(folder, `${name}.svg`), { force: true })
    writeWhole(file, text)
    return [{ name, text }]
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

/** Writes `docs/results.md` and `docs/mapping.md`. */
export function writeDocuments(
  root: string,
  check: CheckResult,
  traces: readonly Trace[],
  { mapping, manifest }: Specification,
): void {
  const { properties, variants, scenarios } = manifest
  const diagrams = new Set(traces.map(nameOf))
  makeFolder(root, 'docs')
  const deep = readDeep(root)
  const results = resultsDocument({ check, properties, variants, scenarios, diagrams, deep })
  writeWhole(join(root, 'docs/results.md'), results)
  writeWhole(join(root, 'docs/mapping.md'), mappingDocument(mapping))
}

function removeOthers(folder: string, endings: readonly string[], traces: readonly Trace[]): void {
  const own = new Set(traces.flatMap((trace) => endings.map((end) => `${nameOf(trace)}${end}`)))
  for (const file of readdirSync(folder)) {
    const ours = endings.some((end) => file.endsWith(end))
    if (ours && !own.has(file)) rmSync(join(folder, file))
  }
}
