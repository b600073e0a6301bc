import { isObserved } from '../reproduce/classify.js'
import type { Cycle, ReproduceResult } from '../reproduce/result.js'
import {
  countedLast,
  countersTable,
  reproduceTable,
  reproduceVerdict,
  sizeText,
  stopsOf,
  waysTable,
} from './reproduce-table.js'

/** What `peerup reproduce` prints at the end. */
export function reproduceText(result: ReproduceResult): string {
  const { subject, options, traffic } = result
  return [
    `${subject.name}, ${sizeText(options)}`,
    reproduceTable([result]),
    `${countersText(result)} A pair whose probes come through both ways has one-way traffic and no wedge:`,
    countersTable(result),
    `Cycles in which frames of every flow, some or none passed once the engine had started (or its time to was over); and when the first one came out. There was traffic into ${traffic.into.join(', ')} alone; the other ways had the probes only, after the start:`,
    waysTable(result),
    [...endingsText(result), secondsText(result)].join('\n'),
    reproduceVerdict(result),
  ]
    .join('\n\n')
    .concat('\n')
}

/** One line for each cycle, as it ends. */
export function cycleText(cycle: Cycle, number: number): string {
  const { started, enotsock, otherFailures, sendErrors, said } = cycle
  const start = started === null ? notStarted(cycle) : `started after ${started.toFixed(0)} ms`
  const others = otherFailures === 0 ? '' : `, ${otherFailures} lines of other failed sends`
  const each = sendErrors === null ? '' : ` (${sendErrors} failed sends)`
  const lines = `${enotsock} ENOTSOCK lines${each}${others}`
  const end = cycle.stoppedBy === 'SIGTERM' ? '' : `, ${endText(cycle)}`
  const last = said.length === 0 ? '' : `; it said last:\n${said.map(indented).join('\n')}`
  return `cycle ${number}: ${start}, ${lines}${end}${last}\n`
}

const notStarted = (cycle: Cycle): string =>
  cycle.stoppedBy === 'itself' || isObserved(cycle)
    ? 'did not start'
    : 'did not start, nothing was heard of an engine'

const indented = (line: string): string => `    ${line}`

function endText({ stoppedBy, ended: { code, signal } }: Cycle): string {
  const how = signal === null ? `with code ${code}` : `by ${signal}`
  return stoppedBy === 'itself' ? `ended by itself ${how}` : 'killed: it ignored SIGTERM'
}

function endingsText({ cycles }: ReproduceResult): string[] {
  const by = (wanted: Cycle['stoppedBy']) => cycles.filter((one) => one.stoppedBy === wanted).length
  const counts = { 'on SIGTERM': by('SIGTERM'), 'killed, SIGTERM ignored': by('SIGKILL') }
  const told = Object.entries({ ...counts, 'by itself': by('itself') })
  return [`Ended: ${told.flatMap(([how, n]) => (n === 0 ? [] : [`${n} ${how}`])).join(', ')}.`]
}

function countersText({ cycles }: ReproduceResult): string {
  const counted = countedLast(cycles)
  if (counted === null) return 'No cycle ended with counters.'
  const last = counted.number === cycles.length ? '' : ', the last one that ended with some'
  return `The counters at the end of cycle ${counted.number} of ${cycles.length}${last}.`
}

function secondsText({ cycles, seconds: { all, starts } }: ReproduceResult): string {
  const stops = stopsOf(cycles)
  const [the, start, stop] =
    cycles.length === 1 ? ['The cycle', 'start', 'stop'] : ['The cycles', 'starts', 'stops']
  const more = Math.max(0, all - starts - stops)
  // What never started has nothing that it could be a share of.
  const share = cycles.some(({ started }) => started !== null)
    ? `, ${Math.round((100 * more) / starts)} % of the ${start} (the goal is less than 20 %)`
    : ''
  return [
    `${the} took ${all.toFixed(1)} s: the ${start} ${starts.toFixed(1)} s, with the delays of the rings;`,
    `the engine's own ${stop} ${Math.max(0, stops).toFixed(1)} s; and ${more.toFixed(1)} s more${share}.`,
  ].join(' ')
}
