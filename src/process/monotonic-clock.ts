/** CLOCK_MONOTONIC in microseconds, as the programs of the testbed have it. */
export const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n)
