/** Measures the driver's own time: what passes while it waits for the program does not count. */
export type Stopwatch = {
  pause<T>(waiting: Promise<T>): Promise<T>
  /** Own time so far, in milliseconds. */
  readMs(): number
}

export function startStopwatch(): Stopwatch {
  const startedMs = performance.now()
  let pausedMs = 0
  return {
    pause: (waiting) => {
      const sinceMs = performance.now()
      return waiting.finally(() => {
        pausedMs += performance.now() - sinceMs
      })
    },
    readMs: () => performance.now() - startedMs - pausedMs,
  }
}
