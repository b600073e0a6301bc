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

/**
 * Writes a file in one rename: a reader finds the old file or the new one, never half of one, also
 * if this process is killed. Throws a PeerupError `usage` that names the file if it cannot.
 */
export function writeWhole(file: string, text: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.draft`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (cause) {
    discard(draft)
    throw cannotWrite(file, cause)
  }
}

/** Best effort: the folder of an unwritable file may not permit the removal either. */
function discard(draft: string): void {
  try {
    rmSync(draft, { force: true })
  } catch {
    // The caller reports the error of writing.
  }
}

/**
 * Makes the folder `root` and each of `names` in the one before, unless they exist, and returns the
 * last. The parent of `root` must exist. Throws a PeerupError `usage` that names the folder. Node's
 * `recursive` loops endlessly if mkdir answers ENOENT below an existing folder, as in /proc.
 */
export function makeFolder(root: string, ...names: string[]): string {
  let folder = root
  for (const name of ['', ...names]) {
    folder = join(folder, name)
    try {
      mkdirSync(folder)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new PeerupError('usage', `cannot create the folder: ${(cause as Error).message}`, {
        where: { file: folder },
        cause,
      })
    }
  }
  return folder
}

/** Throws a PeerupError `usage` unless `writeWhole` can write the file: checked before long work. */
export function expectWritable(file: string): void {
  try {
    const exists = existsSync(file)
    // The rename of `writeWhole` would replace a device, and fails on a folder.
    if (exists && !statSync(file).isFile()) throw new Error('not a regular file')
    accessSync(exists ? file : dirname(file), constants.W_OK)
  } catch (cause) {
    throw cannotWrite(file, cause)
  }
}

function cannotWrite(file: string, cause: unknown): PeerupError {
  const message = `cannot write the file: ${(cause as Error).message}`
  return new PeerupError('usage', message, { where: { file }, cause })
}
