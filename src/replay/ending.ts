/** How a program ended, in words: `with code 1`, `by SIGSEGV`; null if it still runs after so long. */
export async function endingWithin(
  ended: Promise<{ code: number | null; signal: string | null }>,
  deadlineMs: number,
): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), deadlineMs)
  })
  const how = await Promise.race([ended, late]).finally(() => clearTimeout(timer))
  if (how === null) return null
  return how.signal === null ? `with code ${how.code}` : `by ${how.signal}`
}
