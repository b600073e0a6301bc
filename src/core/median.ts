/** The median of a sample: the mean of the middle two for an even size, NaN for an empty one. */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
}
