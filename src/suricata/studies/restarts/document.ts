import { groupBy } from '../../../core/group-by.js'
import { markdownTable } from '../../../report/markdown-table.js'
import { lateMs } from './classify.js'
import type { Cycle, ReproduceResult, Way } from './result.js'
import {
  countedLast,
  countersCells,
  reproduceTable,
  reproduceVerdict,
  sizeText,
  stopsOf,
  waysCells,
} from './table.js'

export type MeasuredReproductions = {
  date: string
  machine: { cores: number; processor: string; kernel: string }
  results: readonly ReproduceResult[]
}

/** `docs/reference/reproduce.md`: the report's experiment, repeated with every variant and with Suricata binaries. */
export function reproduceDocument({ date, machine, results }: MeasuredReproductions): string {
  return [
    "# The report's experiment, repeated",
    `\`npm run bench:reproduce\` measured these results on ${date} (${machine.processor}, ${machine.cores} cores, Linux ${machine.kernel}) and wrote [measured/reproduce.json](../measured/reproduce.json); \`npx peerup reproduce\` repeats one of them. No thread stops at a gate here: real time decides, so another run has other counts.`,
    `Each engine is started, stopped by SIGTERM and started again in one network, while frames go into the first interface of every pair (${perSecond(results)} a second each, in 16 flows). The engines are ${subjects(results)}. Names without a version are variants of the native forwarder: v8 is 8.0.0-8.0.5, v7 is 7.0.x.`,
    '![When each thread bound and published, when the barrier opened, and which sends failed](reproduce.svg)',
    '## The table of the report',
    reproduceTable(results),
    results.map((result) => `- ${result.subject.name}: ${reproduceVerdict(result)}.`).join('\n'),
    'An engine logs a failed send once for each peer in a start, so the lines count the peers that were hit, not the lost frames. Engines that report each failed send had these:',
    failuresTable(results),
    '## What the report did not measure',
    `The report did not measure whether frames pass after the start. Here probes of 16 flows go both ways through every pair, while the traffic goes on, as soon as the engine has started or the time for its start is over. A pair counts as wedged if a flow does not come through within ${lateMs / 1000} s.`,
    waysTable(results),
    "Traffic goes into tx only, because the report's counters suggest that its traffic did. The first frame into rx is a probe, sent after the start.",
    '## The counters',
    'An engine logs counters at its end; these are of the last cycle that ended with counters. Suricata sets its counters to 0 when a thread leaves its barrier, while the forwarder counts from the start of its socket, so their packets tx differ. The report takes few packets on RX for a wedge. But if frames go into TX only, few packets on RX are normal: the packets of rx here are the probes, and little more.',
    countersTable(results),
    '## What it took',
    'The goal is that everything besides the starts, which include the delays of the rings, takes less than 20 % of the time of the starts. The last two columns have this share, with and without the time that the engine itself takes to stop.',
    timesTable(results),
  ]
    .join('\n\n')
    .concat('\n')
}

const perSecond = (results: readonly ReproduceResult[]): string =>
  [...new Set(results.map(({ traffic }) => traffic.perSecond))].join(' or ')

function subjects(results: readonly ReproduceResult[]): string {
  const groups = groupBy(results, ({ options }) => sizeText(options))
  return groups
    .map(([size, group]) => `${group.map(({ subject }) => subject.name).join(', ')} (${size})`)
    .join(' and ')
}

function failuresTable(results: readonly ReproduceResult[]): string {
  return markdownTable(
    ['', 'failed sends in all', 'in one cycle, at most', 'lines in one cycle, at most'],
    results.map(({ subject, cycles }) => {
      const reported = cycles.flatMap(({ sendErrors }) => sendErrors ?? [])
      const most = (numbers: number[]) => `${Math.max(0, ...numbers)}`
      return [
        subject.name,
        ...(reported.length === 0
          ? ['not reported', 'not reported']
          : [`${reported.reduce((sum, errors) => sum + errors, 0)}`, most(reported)]),
        most(cycles.map(({ enotsock }) => enotsock)),
      ]
    }),
  )
}

function waysTable(results: readonly ReproduceResult[]): string {
  return markdownTable(
    ['', 'way', 'every flow passed', 'some', 'none', 'first frame, ms: least', 'median', 'most'],
    results.flatMap(({ subject, cycles, traffic }) => {
      const ways = cycles.flatMap((cycle) => cycle.ways)
      const isTx = (way: Way) => traffic.into.includes(way.in)
      const row = (into: string, own: readonly Way[]) => {
        const [every = '', ...rest] = waysCells(own)
        return [subject.name, into, `${every} of ${own.length}`, ...rest]
      }
      return [
        row('into tx', ways.filter(isTx)),
        row(
          'into rx',
          ways.filter((way) => !isTx(way)),
        ),
      ]
    }),
  )
}

function countersTable(results: readonly ReproduceResult[]): string {
  return markdownTable(
    ['', 'cycle', 'pair', 'packets tx', 'packets rx', 'asymmetry'],
    results.flatMap(({ subject, cycles }) => {
      const { number, pairs } = countedLast(cycles) ?? { number: '-', pairs: [] }
      return pairs.map((pair) => [subject.name, `${number}`, ...countersCells(pair)])
    }),
  )
}

function timesTable(results: readonly ReproduceResult[]): string {
  const mean = (cycles: readonly Cycle[], phase: keyof Cycle['ms']) =>
    (cycles.reduce((sum, { ms }) => sum + ms[phase], 0) / cycles.length).toFixed(0)
  return markdownTable(
    [
      '',
      'start, ms',
      'probes, ms',
      'stop, ms',
      'all cycles, s',
      'besides the starts',
      'without the stops',
    ],
    results.map(({ subject, cycles, seconds: { all, starts } }) => [
      subject.name,
      ...[mean(cycles, 'start'), mean(cycles, 'probe'), mean(cycles, 'stop')],
      all.toFixed(1),
      `${((100 * (all - starts)) / starts).toFixed(0)} %`,
      `${((100 * (all - starts - stopsOf(cycles))) / starts).toFixed(0)} %`,
    ]),
  )
}
