import type {
  Cycle,
  ReproduceOptions,
  ReproduceResult,
  ReproduceTable,
} from '../reproduce/result.js'
import { reported } from '../reproduce/tabulate.js'
import { grid } from './grid.js'

type Counted = Pick<
  ReproduceTable,
  'cycles' | 'started' | 'withEnotsock' | 'percentOfStarted' | 'enotsockLines'
>

/** The report's table, with its own numbers in the first column. */
export function reproduceTable(results: readonly ReproduceResult[]): string {
  const tables: Counted[] = [reported, ...results.map(({ table }) => table)]
  const row = (what: string, cell: (table: Counted) => string) => [what, ...tables.map(cell)]
  return grid(
    ['', 'the report, 8.0.3', ...results.map(({ subject }) => subject.name)],
    [
      row('restart cycles', ({ cycles }) => `${cycles}`),
      row('cycles reaching "Engine started"', ({ started }) => `${started}`),
      row('cycles with ENOTSOCK (of those started)', hits),
      row('ENOTSOCK lines in all', ({ enotsockLines }) => `${enotsockLines}`),
    ],
  )
}

const hits = ({ withEnotsock, percentOfStarted }: Counted): string =>
  percentOfStarted === null ? `${withEnotsock}` : `${withEnotsock} (${percentOfStarted}%)`

/** `ENOTSOCK in 7 of 10 cycles; no pair wedged`. */
export function reproduceVerdict({ table }: Pick<ReproduceResult, 'table'>): string {
  const { withEnotsock, cycles, wedgedPairs } = table
  const words = ['no pair wedged', '1 pair wedged'][wedgedPairs] ?? `${wedgedPairs} pairs wedged`
  return `ENOTSOCK in ${withEnotsock} of ${cycles} cycles; ${words}`
}

/** `6 pairs x 2 threads, rings delayed by 500000 us`. */
export function sizeText({ pairs, threads, ringDelayUs }: ReproduceOptions): string {
  const delay = ringDelayUs === 0 ? 'rings not delayed' : `rings delayed by ${ringDelayUs} us`
  return `${pairs} pairs x ${threads} threads, ${delay}`
}

/** The counters of the last cycle that has some, and what their asymmetry is. */
export function countersTable({ cycles }: ReproduceResult): string {
  const last = cycles.at(-1)
  const count = (packets: number | null) => (packets === null ? '-' : `${packets}`)
  return grid(
    ['pair', 'packets tx', 'packets rx', 'asymmetry'],
    (last?.pairs ?? []).map(({ tx, rx, txPackets, rxPackets, asymmetry }) => [
      `${tx}:${rx}`,
      count(txPackets),
      count(rxPackets),
      asymmetry,
    ]),
  )
}

/** What the report did not measure: whether frames pass after the start, and since when. */
export function waysTable({ cycles }: ReproduceResult): string {
  const names = [...new Set(cycles.flatMap(({ ways }) => ways.map(nameOf)))]
  return grid(
    ['way', 'every flow', 'some', 'none', 'first frame, ms after launch: least', 'median', 'most'],
    names.map((name) => {
      const own = cycles.flatMap(({ ways }) => ways.filter((way) => nameOf(way) === name))
      const count = (wanted: string) =>
        `${own.filter(({ forwards }) => forwards === wanted).length}`
      const first = own.flatMap(({ firstFrame }) => firstFrame ?? []).sort((a, b) => a - b)
      const at = (i: number) => first[i]?.toFixed(0) ?? '-'
      const middle = Math.floor((first.length - 1) / 2)
      return [
        ...[name, count('all'), count('some'), count('none')],
        ...[at(0), at(middle), at(first.length - 1)],
      ]
    }),
  )
}

const nameOf = (way: { in: string; out: string }): string => `${way.in} -> ${way.out}`

/** Seconds that an engine took to end once it was asked to: its own, as the starts are. */
export const stopsOf = (cycles: readonly Cycle[]): number =>
  cycles.reduce((sum, { ms }) => sum + ms.stop, 0) / 1000
