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

/** `docs/reference/reproduce.md`: the report's experiment, repeated with every variant and with a Suricata. */
export function reproduceDocument({ date, machine, results }: MeasuredReproductions): string {
  return [
    "# The report's experiment, repeated",
    `Measured on ${date} (${machine.processor}, ${machine.cores} cores, Linux ${machine.kernel}) by \`npm run bench:reproduce\`, which writes [measured/reproduce.json](measured/reproduce.json); \`npx peerup reproduce\` repeats one of them. Nothing is gated here: real time decides, and another run counts otherwise.`,
    `An engine is started, stopped by SIGTERM and started anew, in one network, while frames go into the first interface of every pair (${perSecond(results)} a second each, of 16 flows). What is measured: ${subjects(results)}.`,
    '![When each thread had bound and published, when the barrier opened, and what failed](reproduce.svg)',
    '## The table of the report',
    reproduceTable(results),
    results.map((result) => `- ${result.subject.name}: ${reproduceVerdict(result)}.`).join('\n'),
    'A line of the log comes once for each peer in a start: it counts the peers that were hit, not the frames that were lost. An engine that tells of each failed send had so many:',
    failuresTable(results),
    '## What the report did not measure',
    `Whether frames pass once the engine has started, or the time it has for that is over: probes of 16 flows, both ways through every pair, while the traffic goes on. A pair is called wedged if not every flow comes through within ${lateMs / 1000} s.`,
    waysTable(results),
    'Traffic goes into tx alone, as it seems to by the counters in the report. The first frame into rx is a probe, sent after the start.',
    '## The counters',
    'What an engine logs at its end, in the last cycle that ended with counters. Suricata sets its counters to 0 when a thread leaves its barrier, the forwarder counts from the start of its socket: so their packets tx differ. The report takes few packets on RX for a wedge. Where frames go into TX alone they are few in any case: the packets that rx shows here are the probes, and little more.',
    countersTable(results),
    '## What it took',
    'The goal is less than 20 % more than the starts, in which the delays of the rings are. The last two columns are what came beside them, with and without the time that the engine takes to stop of its own.',
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
      const told = cycles.flatMap(({ sendErrors }) => sendErrors ?? [])
      const most = (numbers: number[]) => `${Math.max(0, ...numbers)}`
      return [
        subject.name,
        ...(told.length === 0
          ? ['not told', 'not told']
          : [`${told.reduce((sum, one) => sum + one, 0)}`, most(told)]),
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
      'a start, ms',
      'the probes',
      'its own stop',
      'all, s',
      'more than the starts',
      'without its stops',
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
