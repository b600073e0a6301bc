import { groupBy } from '../../../core/group-by.js'
import { isObserved, lateMs } from './classify.js'
import type { Cycle, ReproduceResult } from './result.js'
import {
  countedLast,
  countersTable,
  reproduceTable,
  reproduceVerdict,
  sizeText,
  stopsOf,
  waysTable,
} from './table.js'

/** What `peerup reproduce` prints at the end. */
export function reproduceText(result: ReproduceResult): string {
  const { subject, options, traffic } = result
  return [
    `${subject.name}, ${sizeText(options)}`,
    reproduceTable([result]),
    `${countersText(result)} A pair whose probes come through both ways has one-way traffic and no wedge:`,
    countersTable(result),
    `Cycles in which frames of every flow, some or none passed within ${lateMs / 1000} s, once the engine had started (or its time to was over); and when the first one came out. There was traffic into ${traffic.into.join(', ')} alone; the other ways had the probes only, after the start:`,
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
  const each = sendErrors === null ? '' : ` (${counted(sendErrors, 'failed send')})`
  const lines = `${counted(enotsock, 'ENOTSOCK line')}${each}${others}`
  const end = endText(cycle) === endings.SIGTERM ? '' : `, its end: ${endText(cycle)}`
  const last = said.length === 0 ? '' : `; it said last:\n${said.map(indented).join('\n')}`
  return `cycle ${number}: ${start}, ${lines}${end}${last}\n`
}

function notStarted(cycle: Cycle): string {
  const { threads } = cycle
  if (threads.length > 0 && threads.every(({ started }) => started !== null))
    return 'its threads left the barrier, its log does not say that it started'
  return cycle.stoppedBy === 'itself' || isObserved(cycle)
    ? 'did not start'
    : 'did not start, nothing was heard of an engine'
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const indented = (line: string): string => `    ${line}`

const endings = {
  SIGTERM: 'on SIGTERM',
  SIGKILL: 'killed, SIGTERM ignored',
  itself: 'by itself',
} as const satisfies Record<Cycle['stoppedBy'], string>

/** How it ended: what it was killed by, or had for an exit code, is told where it was not as asked. */
function endText({ stoppedBy, ended: { code, signal } }: Cycle): string {
  const asAsked = stoppedBy === 'SIGKILL' || (stoppedBy === 'SIGTERM' && code === 0)
  const how = signal === null ? ` with code ${code}` : ` by ${signal}`
  return `${endings[stoppedBy]}${asAsked ? '' : how}`
}

function endingsText({ cycles }: ReproduceResult): string[] {
  const told = groupBy(cycles, endText)
  return [`Ended: ${told.map(([how, group]) => `${group.length} ${how}`).join(', ')}.`]
}

function countersText({ cycles }: ReproduceResult): string {
  const counted = countedLast(cycles)
  if (counted === null) return 'No cycle ended with counters.'
  const last = counted.number === cycles.length ? '' : ', the last one that ended with some'
  return `The counters at the end of cycle ${counted.number} of ${cycles.length}${last}.`
}

function secondsText({ cycles, seconds: { all, starts } }: ReproduceResult): string {
  const stops = stopsOf(cycles)
  const one = cycles.length === 1
  const more = all - starts
  const took = `${one ? 'The cycle' : 'The cycles'} took ${all.toFixed(1)} s`
  // What never started has nothing that it could be a share of.
  if (cycles.every(({ started }) => started === null)) return `${took}.`
  const share = (seconds: number) => `${Math.round((100 * seconds) / starts)} %`
  return [
    `${took}: the ${one ? 'start' : 'starts'} ${starts.toFixed(1)} s, with the delays of the rings, and ${more.toFixed(1)} s more,`,
    `${share(more)} of that (the goal is less than 20 %); ${share(more - stops)} without the ${stops.toFixed(1)} s that the engine took to end.`,
  ].join(' ')
}
