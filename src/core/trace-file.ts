import { parseItf, toItf } from './itf.js'
import { jsonText } from './json-text.js'
import type { Mapping } from './mapping.js'
import { readJson } from './read-json.js'
import type { Trace } from './trace.js'
import { writeWhole } from './write-file.js'

/**
 * Reads the trace in `NAME.itf.json`. Throws a PeerupError that names the file: `usage` for an
 * unreadable one, `trace` for a malformed one or one that contradicts the mapping.
 */
export function readTrace(file: string, mapping: Mapping): Trace {
  return parseItf(readJson(file, 'trace'), file, mapping)
}

/** Writes a trace as `NAME.itf.json`. Throws a PeerupError: `usage` if it cannot, else as `toItf`. */
export function writeTrace(file: string, trace: Trace): void {
  writeWhole(file, jsonText(toItf(trace)))
}
