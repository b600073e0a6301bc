import { median } from '../src/core/median.js'

/**
 * A 95 % confidence interval of the median for any distribution: two order statistics, by the normal
 * approximation of the binomial.
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
 * The slowdown from `others` to `rates` in percent, run by run: its median and 95 % interval. Runs with
 * the same index were neighbours in time, so other load affected both.
 */
export function costOf(rates: readonly number[], others: readonly number[]) {
  const costs = rates.map((rate, i) => (1 - rate / (others[i] ?? Number.NaN)) * 100)
  const [low, high] = medianInterval(costs)
  return { median: round(median(costs)), interval95: [round(low), round(high)] }
}

const round = (value: number): number => Math.round(value * 100) / 100

/** The seconds that `work` takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
