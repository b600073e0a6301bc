/** Measures the driver's own time, without the time that the program takes. */
export type Stopwatch = {
  /** Starts the measurement, once the program has started. */
  begin(): void
  exclude(ms: number): void
  /** Own time so far, in milliseconds; 0 before `begin`. */
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
