import { existsSync } from 'node:fs'
import { parseItf, toItf } from './itf.js'
import { jsonText } from './json-text.js'
import type { Mapping } from './mapping.js'
import { readJson } from './read-json.js'
import type { Trace } from './trace.js'
import { indexedTrace } from './trace-index.js'
import { writeWhole } from './write-file.js'

/**
 * Reads the trace in `NAME.itf.json`. Throws a PeerupError that names the file: `usage` for an
 * unreadable one, `trace` for a malformed one or one that contradicts the mapping. A name that the
 * folder's index knows is read as the behaviour that is kept for it.
 */
export function readTrace(file: string, mapping: Mapping): Trace {
  const indexed = existsSync(file) ? null : indexedTrace(file)
  if (indexed === null) return parseItf(readJson(file, 'trace'), file, mapping)
  const kept = parseItf(readJson(indexed.file, 'trace'), indexed.file, mapping)
  return { ...kept, ...indexed.meta }
}

/** Writes a trace as `NAME.itf.json`. Throws a PeerupError: `usage` if it cannot, else as `toItf`. */
export function writeTrace(file: string, trace: Trace): void {
  writeWhole(file, jsonText(toItf(trace)))
}
