import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { PeerupError } from './error.js'
import { parseItf, toItf } from './itf.js'
import { jsonText } from './json-text.js'
import { type Mapping, readJson } from './mapping.js'
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

/**
 * Makes a folder below one that exists, and returns it. Not with Node's `recursive`, which never ends
 * where a file system answers ENOENT below a folder that is there, as /proc does.
 */
export function makeFolder(root: string, ...names: string[]): string {
  let folder = root
  for (const name of ['', ...names]) {
    folder = join(folder, name)
    try {
      mkdirSync(folder)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue
      const message = `expected a folder that can be made, got: ${(cause as Error).message}`
      throw new PeerupError('usage', message, { where: { file: folder }, cause })
    }
  }
  return folder
}

/** Finds out before the work whether its result can be written: throws `usage` if not. */
export function expectWritable(file: string): void {
  try {
    const there = existsSync(file)
    // Written whole, it takes the place of what is there: a device would be gone, a folder refuses.
    if (there && !statSync(file).isFile()) throw new Error('it is there, and no regular file')
    accessSync(there ? file : dirname(file), constants.W_OK)
  } catch (cause) {
    const message = `expected a file that can be written, got: ${(cause as Error).message}`
    throw new PeerupError('usage', message, { where: { file }, cause })
  }
}
