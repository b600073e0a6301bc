/** CLOCK_MONOTONIC in microseconds, the clock of the native programs' events. */
export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n)
