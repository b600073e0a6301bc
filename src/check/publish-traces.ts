import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DistinctBehaviour } from '../core/distinct-behaviours.js'
import { PeerupError } from '../core/error.js'
import type { Model, Specification } from '../core/manifest.js'
import { type Trace, traceName } from '../core/trace.js'
import { readTrace, writeTrace } from '../core/trace-file.js'
import { writeTraceIndex } from '../core/trace-index.js'
import { makeFolder, writeWhole } from '../core/write-file.js'
import { writeMachine } from '../replay/machine/machine-file.js'
import { machineOf } from '../replay/machine/machine-of.js'
import { recordsModule } from '../tlc/variant-record.js'
import { modelConfig } from './check-model.js'

/** The file of a trace, relative to the output root of a check. */
export const traceFile = (trace: Trace): string => `traces/${traceName(trace)}.itf.json`

/**
 * Writes each distinct behaviour, their index, and the machines that the manifest names; removes files of
 * earlier runs. With `allModels`, throws `mapping` if the manifest names a machine of no kept trace.
 */
export function writeTraces(
  root: string,
  behaviours: readonly DistinctBehaviour[],
  { mapping, manifest, folder: specFolder }: Specification,
  allModels: boolean,
): void {
  const folder = makeFolder(root, 'traces')
  const kept = new Map(behaviours.map(({ trace }) => [traceName(trace), trace]))
  removeOthers(folder, '.itf.json', kept.keys())
  for (const trace of kept.values()) writeTrace(join(root, traceFile(trace)), trace)
  writeTraceIndex(folder, behaviours)
  removeOthers(folder, '.machine.json', manifest.machines)
  for (const name of manifest.machines) {
    const trace = kept.get(name)
    if (trace === undefined) {
      if (!allModels) continue
      throw new PeerupError('mapping', `expected "machines" to name kept traces, got ${name}`, {
        where: { file: join(specFolder, 'models.json') },
        fix: 'name one of the traces in traces/',
      })
    }
    // Of the trace as it is read back: the same file as `peerup machine` writes.
    const written = readTrace(join(root, traceFile(trace)), mapping)
    writeMachine(join(folder, `${name}.machine.json`), machineOf(written, mapping))
  }
}

/**
 * Writes a `.cfg` for each model beside the specification, for an editor or TLC alone. It has all claims
 * but witnesses and those that take minutes. A module of its own has the variants' records, which the
 * `.cfg` files name.
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

/** Removes the files with this ending and another name. */
export function removeOthers(folder: string, ending: string, names: Iterable<string>): void {
  const own = new Set([...names].map((name) => `${name}${ending}`))
  for (const file of readdirSync(folder)) {
    if (file.endsWith(ending) && !own.has(file)) rmSync(join(folder, file))
  }
}
