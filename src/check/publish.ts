import { distinctBehaviours } from '../core/distinct-behaviours.js'
import type { Model, Specification } from '../core/manifest.js'
import { type Trace, traceName } from '../core/trace.js'
import type { CheckResult } from '../report/check-result.js'
import { mappingDocument } from '../report/mapping-document.js'
import { referenceIndex } from '../report/reference-index.js'
import type { ReplayRow } from '../report/results.js'
import { resultsDocument } from '../report/results-document.js'
import { DocumentFolder } from './document-folder.js'
import { readDeepResults } from './measured.js'
import { drawDiagrams, writeDiagrams } from './publish-pictures.js'
import { writeConfigs, writeTraces } from './publish-traces.js'
import type { StudyList } from './study-list.js'

export type Published = {
  /** The folder for traces and documents. */
  root: string
  specification: Specification
  models: readonly Model[]
  /** Whether `root` is the specification's own place. Then the check is complete, and writes its `.cfg` files. */
  own: boolean
  /** The rows for the documents. */
  check: CheckResult
  traces: readonly Trace[]
  /** The replays for pictures and the studies' documents. */
  replays: readonly ReplayRow[]
  studies: StudyList
  signal: AbortSignal
}

/**
 * Writes traces, documents and pictures of a check, each distinct behaviour once. Returns what it wrote,
 * in words.
 */
export async function publish(
  { root, specification, models, own, check, traces, replays, studies, signal }: Published,
  say: (text: string) => void,
): Promise<string> {
  const behaviours = distinctBehaviours(traces)
  const names = behaviours.map(({ trace, also }) => ({
    name: traceName(trace),
    also: also.map(traceName),
  }))
  const keptNames = new Map(names.flatMap(({ name, also }) => also.map((other) => [other, name])))
  writeTraces(root, behaviours, specification, own)
  if (own) writeConfigs(specification, models)
  const folder = new DocumentFolder(root, (name) => keptNames.get(name) ?? name)
  const kept = readDeepResults(root)
  const { properties, variants, scenarios } = specification.manifest
  const results = resultsDocument({
    check,
    properties,
    variants,
    scenarios,
    behaviours: names,
    deep: kept === null ? null : { ...kept, sections: studies.deepSections(kept) },
  })
  folder.write('results.md', results)
  folder.write('mapping.md', mappingDocument(specification.mapping))
  const documents = studies.documents(root, replays)
  for (const { file, text } of documents) folder.write(file, text)
  folder.write('index.md', referenceIndex(documents))
  studies.keepMeasurements(root)
  const others = studies.pictures()
  const drawn = behaviours.map(({ trace }) => trace)
  const changed = writeDiagrams(root, { traces: drawn, replays, others }, specification)
  say(`${changed.length} pictures`)
  await drawDiagrams(root, changed, signal)
  return `${behaviours.length} traces, ${changed.length} of ${behaviours.length + others.length} pictures drawn anew`
}
