import { readFileSync, statSync } from 'node:fs'
import { PeerupError } from './error.js'

/** 64 MiB: the trace of 24 threads has 3 MB, and hundreds of MB, named by mistake, block the process. */
const mostBytes = 64 * 1024 * 1024

/**
 * Reads a JSON file that a person named. Throws a PeerupError that names the file: `usage` for an
 * unreadable one, `code` for one above the size limit or with invalid JSON.
 */
export function readJson(file: string, code: 'mapping' | 'trace'): unknown {
  const text = readText(file, code)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PeerupError(code, `invalid JSON: ${(cause as Error).message}`, {
      where: { file },
      cause,
    })
  }
}

function readText(file: string, code: 'mapping' | 'trace'): string {
  try {
    expectSmall(file, code)
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof PeerupError) throw cause
    throw new PeerupError('usage', `cannot read the file: ${(cause as Error).message}`, {
      where: { file },
      cause,
    })
  }
}

function expectSmall(file: string, code: 'mapping' | 'trace'): void {
  const { size } = statSync(file)
  if (size <= mostBytes) return
  throw new PeerupError(code, `expected at most ${mostBytes} bytes, got ${size}`, {
    where: { file },
  })
}
