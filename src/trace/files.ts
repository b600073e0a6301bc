import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { PeerupError } from '../error.js'
import { type Mapping, readJson } from '../mapping/mapping.js'
import { parseItf, toItf } from './itf.js'
import { jsonText } from './json-text.js'
import type { Trace } from './trace.js'

/** Reads `NAME.itf.json`; throws as `parseItf`, and `usage` if the file cannot be read. */
export function readTrace(file: string, mapping: Mapping): Trace {
  return parseItf(readJson(file, 'trace'), file, mapping)
}

export function writeTrace(file: string, trace: Trace): void {
  writeWhole(file, jsonText(toItf(trace)))
}

/** A reader, and a run that is killed, sees the old file or the new one, never half of one. */
export function writeWhole(file: string, text: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.draft`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (cause) {
    discard(draft)
    const message = `expected a file that can be written, got: ${(cause as Error).message}`
    throw new PeerupError('usage', message, { where: { file }, cause })
  }
}

/** Best effort: where it could not be written, it may not be possible to remove it either. */
function discard(draft: string): void {
  try {
    rmSync(draft, { force: true })
  } catch {
    // The error that is told is the one of writing.
  }
}
