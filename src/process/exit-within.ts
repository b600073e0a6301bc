import { within } from './within.js'

/** How a program ended, in words: `with code 1`, `by SIGSEGV`; null if it still runs after so long. */
export async function exitWithin(
  ended: Promise<{ code: number | null; signal: string | null }>,
  deadlineMs: number,
): Promise<string | null> {
  const how = await within(ended, deadlineMs)
  if (how === null) return null
  return how.signal === null ? `with code ${how.code}` : `by ${how.signal}`
}
