import type { ProcessExit } from './keeper-report.js'
import { within } from './within.js'

/** A program's exit in words, `with code 1` or `by SIGSEGV`; null if it runs longer than the deadline. */
export async function exitWithin(
  ended: Promise<ProcessExit>,
  deadlineMs: number,
): Promise<string | null> {
  const exit = await within(ended, deadlineMs)
  if (exit === null) return null
  return exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`
}
