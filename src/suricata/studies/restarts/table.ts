import { median } from '../../../core/median.js'
import { markdownTable } from '../../../report/markdown-table.js'
import { isObserved, type Loss, lossyPairs, threadsRun } from './classify.js'
import type {
  Counters,
  Cycle,
  ReproduceOptions,
  ReproduceResult,
  ReproduceTable,
  Way,
} from './result.js'
import { reported } from './tabulate.js'

type Counted = Pick<
  ReproduceTable,
  'cycles' | 'started' | 'withEnotsock' | 'percentOfStarted' | 'enotsockLines'
>

/** The report's table, with the report's own numbers in the first column. */
export function reproduceTable(results: readonly ReproduceResult[]): string {
  const tables: Counted[] = [reported, ...results.map(({ table }) => table)]
  const row = (what: string, cell: (table: Counted) => string) => [what, ...tables.map(cell)]
  return markdownTable(
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
export function reproduceVerdict({
  table,
  cycles,
}: Pick<ReproduceResult, 'table' | 'cycles'>): string {
  const { withEnotsock, wedgedPairs } = table
  const enotsock = `ENOTSOCK in ${withEnotsock} of ${cycles.length} cycles`
  const observed = cycles.filter(isObserved).length
  if (observed === 0) return `${enotsock}; no cycle was probed`
  const words = ['no pair wedged', '1 pair wedged'][wedgedPairs] ?? `${wedgedPairs} pairs wedged`
  const verb = observed === 1 ? 'was' : 'were'
  const where =
    observed === cycles.length
      ? ''
      : ` in the ${observed} of ${cycles.length} cycles that ${verb} probed`
  return `${enotsock}; ${words}${where}${lossText(cycles)}`
}

const losses: Record<Loss, string> = {
  dropped: 'took frames and sent none, with all peers up: its own rules dropped them',
  'not-received':
    'received no frame: a BPF filter of its own keeps them out, or another program takes them',
}

/** What became of frames for which no wedge is to blame. */
function lossText(cycles: readonly Cycle[]): string {
  const lossy = cycles.flatMap(lossyPairs)
  return (Object.keys(losses) as Loss[])
    .map(
      (loss) =>
        [loss, new Set(lossy.filter((one) => one.loss === loss).map(({ name }) => name))] as const,
    )
    .filter(([, names]) => names.size > 0)
    .map(([loss, names]) => `; ${counted(names.size, 'pair')} ${losses[loss]}`)
    .join('')
}

/** The size that the engine ran with: its own arguments may say another number of threads. */
export function sizeRun({ options, cycles }: Pick<ReproduceResult, 'options' | 'cycles'>): string {
  const threads = threadsRun(cycles) ?? options.threads
  const asked =
    threads === options.threads
      ? ''
      : ` (--threads ${options.threads}, but the engine ran ${threads})`
  return `${sizeText({ ...options, threads })}${asked}`
}

/** `6 pairs x 2 threads, rings delayed by 500000 us`. */
export function sizeText({ pairs, threads, ringDelayUs }: ReproduceOptions): string {
  const delay = ringDelayUs === 0 ? 'rings not delayed' : `rings delayed by ${ringDelayUs} us`
  return `${counted(pairs, 'pair')} x ${counted(threads, 'thread')}, ${delay}`
}

/** `1 pair`, `2 pairs`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`

/** The counters of the last cycle that has some, and the meaning of their asymmetry. */
export function countersTable({ cycles }: ReproduceResult): string {
  const pairs = countedLast(cycles)?.pairs ?? cycles.at(-1)?.pairs ?? []
  return markdownTable(['pair', 'packets tx', 'packets rx', 'asymmetry'], pairs.map(countersCells))
}

export const countersCells = ({ tx, rx, txPackets, rxPackets, asymmetry }: Counters): string[] => [
  `${tx}:${rx}`,
  `${txPackets ?? '-'}`,
  `${rxPackets ?? '-'}`,
  asymmetry,
]

/** The last cycle whose engine logged counters at its end, with its number from 1; null if there is none. */
export function countedLast(
  cycles: readonly Cycle[],
): { number: number; pairs: readonly Counters[] } | null {
  const isCounted = ({ pairs }: Cycle) =>
    pairs.some(({ txPackets, rxPackets }) => txPackets !== null || rxPackets !== null)
  const i = cycles.findLastIndex(isCounted)
  const pairs = cycles[i]?.pairs
  return pairs === undefined ? null : { number: i + 1, pairs }
}

/** Whether frames pass after the start, and since when; the report did not measure this. */
export function waysTable({ cycles }: ReproduceResult): string {
  const names = [...new Set(cycles.flatMap(({ ways }) => ways.map(nameOf)))]
  return markdownTable(
    ['way', 'every flow', 'some', 'none', 'first frame, ms after launch: least', 'median', 'most'],
    names.map((name) => {
      const own = cycles.flatMap(({ ways }) => ways.filter((way) => nameOf(way) === name))
      return [name, ...waysCells(own)]
    }),
  )
}

/** How many ways passed every flow, some and none; and the first frame's time: least, median, most. */
export function waysCells(ways: readonly Way[]): string[] {
  const count = (wanted: Way['forwards']) =>
    `${ways.filter(({ forwards }) => forwards === wanted).length}`
  const first = ways.flatMap(({ firstFrame }) => firstFrame ?? []).sort((a, b) => a - b)
  const at = (i: number) => first[i]?.toFixed(0) ?? '-'
  const middle = first.length === 0 ? '-' : median(first).toFixed(0)
  return [count('all'), count('some'), count('none'), at(0), middle, at(first.length - 1)]
}

const nameOf = (way: { in: string; out: string }): string => `${way.in} -> ${way.out}`

/** Seconds that the engine took to stop, which are not peerup's own, like the starts. */
export const stopsOf = (cycles: readonly Cycle[]): number =>
  cycles.reduce((sum, { ms }) => sum + ms.stop, 0) / 1000
