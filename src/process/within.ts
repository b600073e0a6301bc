/** The value of a promise; null if it takes longer than the deadline. Rejects as the promise does. */
export async function within<T>(promise: Promise<T>, deadlineMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), deadlineMs)
  })
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
