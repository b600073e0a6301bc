/** Measures the driver's own time: what the program takes for itself does not count. */
export type Stopwatch = {
  /** From now on; what was before was the program's start. */
  begin(): void
  exclude(ms: number): void
  /** Own time so far, in milliseconds; 0 before the beginning. */
  readMs(): number
}

export function stopwatch(): Stopwatch {
  let startedMs: number | null = null
  let excludedMs = 0
  return {
    begin: () => {
      startedMs = performance.now()
    },
    exclude: (ms) => {
      excludedMs += ms
    },
    readMs: () => (startedMs === null ? 0 : performance.now() - startedMs - excludedMs),
  }
}
