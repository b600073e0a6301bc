import { median } from '../src/core/median.js'

/**
 * A 95 % interval of the median without assuming a distribution: the order statistics between which
 * the median lies with that probability, by the normal approximation of the binomial.
 */
export function medianInterval(sample: readonly number[]): [number, number] {
  const sorted = [...sample].sort((a, b) => a - b)
  const n = sorted.length
  const reach = (1.96 * Math.sqrt(n)) / 2
  const low = Math.max(0, Math.floor(n / 2 - reach))
  const high = Math.min(n - 1, Math.ceil(n / 2 + reach))
  return [sorted[low] ?? Number.NaN, sorted[high] ?? Number.NaN]
}

/**
 * How much slower the one is than the other, in percent, run by run: median and interval. Those of the
 * same number ran one after the other, so what else the machine did struck both.
 */
export function costOf(rates: readonly number[], others: readonly number[]) {
  const costs = rates.map((rate, i) => (1 - rate / (others[i] ?? Number.NaN)) * 100)
  const [low, high] = medianInterval(costs)
  return { median: round(median(costs)), interval95: [round(low), round(high)] }
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Seconds that some work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
