import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { writeWhole } from '../core/write-file.js'
import { endingSignals } from './exit.js'

/** A count on the command line. */
export function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 99) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 99.')
  }
  return value
}

/**
 * Ends running work on Ctrl-C or SIGTERM; whatever it started is ended by its keeper. Who asks twice is not
 * heard twice: every wait has a deadline.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController()
  for (const name of endingSignals) {
    const early = process.listeners(name)
    // Before the others go: without any, a signal that came would be lost.
    process.on(name, () => controller.abort())
    for (const listener of early) process.off(name, listener)
  }
  return controller.signal
}

/** What comes of work that an interruption may end; null if it did: then an error is no news. */
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

/** Writes a validated result as JSON; a file that cannot be written is an error of usage. */
export function writeJson(file: string, result: unknown): void {
  writeWhole(resolve(file), `${JSON.stringify(result, null, 2)}\n`)
}
