import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { PeerupError } from '../core/error.js'
import { writeWhole } from '../core/write-file.js'
import { endingSignals } from './exit.js'

/** Parses a count on the command line, from 1 to 99. */
export function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 99) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 99.')
  }
  return value
}

/**
 * The signal that ends running work on Ctrl-C, SIGTERM or SIGHUP; keepers end the processes that the work
 * has started. A second Ctrl-C changes nothing: every wait has a deadline.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController()
  for (const name of endingSignals) {
    const early = process.listeners(name)
    // Added before the early listeners go: a signal without any listener would end the process at once.
    process.on(name, () => controller.abort())
    for (const listener of early) process.off(name, listener)
  }
  return controller.signal
}

/** The result of work, or null if an interruption ended it: the work's error then says nothing new. */
export async function unlessInterrupted<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T | null> {
  try {
    const done = await work
    return signal.aborted ? null : done
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

/** Writes a validated result as JSON. Throws `usage` for a file that cannot be written. */
export function writeJson(file: string, result: unknown): void {
  writeWhole(resolve(file), `${JSON.stringify(result, null, 2)}\n`)
}

/** Throws a PeerupError `usage` if an output would replace the file that is read. */
export function expectOtherFile(out: string, input: string): void {
  if (resolve(out) !== resolve(input)) return
  throw new PeerupError('usage', 'the output would replace the input', {
    where: { file: out },
    fix: 'name another file',
  })
}
