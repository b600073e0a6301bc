import { groupBy } from '../../../core/group-by.js'
import { isObserved, lateMs } from './classify.js'
import type { Cycle, ReproduceResult } from './result.js'
import {
  counted,
  countedLast,
  countersTable,
  reproduceTable,
  reproduceVerdict,
  sizeRun,
  stopsOf,
  waysTable,
} from './table.js'

/** The output of `peerup reproduce` at its end. */
export function reproduceText(result: ReproduceResult): string {
  const { subject, traffic } = result
  return [
    `${subject.name}, ${sizeRun(result)}`,
    reproduceTable([result]),
    `${countersText(result)} If the probes of a pair pass both ways, different counters mean one-way traffic, not a wedge:`,
    countersTable(result),
    `Cycles in which probes of every flow, some or none passed within ${lateMs / 1000} s after the start (or after the time for it), and when the first frame came out. Only ${traffic.into.join(', ')} had traffic; the other ways had only the probes, after the start:`,
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
  const end = endText(cycle) === endings.SIGTERM ? '' : `, ended ${endText(cycle)}`
  const last = said.length === 0 ? '' : `; its last lines:\n${said.map(indented).join('\n')}`
  return `cycle ${number}: ${start}, ${lines}${end}${last}\n`
}

function notStarted(cycle: Cycle): string {
  const { threads } = cycle
  if (threads.length > 0 && threads.every(({ started }) => started !== null))
    return 'its threads left the barrier, but its log has no "Engine started"'
  return cycle.stoppedBy === 'itself' || isObserved(cycle)
    ? 'did not start'
    : 'did not start, no sign of an engine'
}

const indented = (line: string): string => `    ${line}`

const endings = {
  SIGTERM: 'on SIGTERM',
  SIGKILL: 'by SIGKILL after ignoring SIGTERM',
  itself: 'by itself',
} as const satisfies Record<Cycle['stoppedBy'], string>

/** How an engine ended, with its exit code or signal unless the stop explains it. */
function endText({ stoppedBy, ended: { code, signal } }: Cycle): string {
  const isExplained = stoppedBy === 'SIGKILL' || (stoppedBy === 'SIGTERM' && code === 0)
  const how = signal === null ? ` with code ${code}` : ` by ${signal}`
  return `${endings[stoppedBy]}${isExplained ? '' : how}`
}

function endingsText({ cycles }: ReproduceResult): string[] {
  const groups = groupBy(cycles, endText)
  return [`Ended: ${groups.map(([how, group]) => `${group.length} ${how}`).join(', ')}.`]
}

function countersText({ cycles }: ReproduceResult): string {
  const last = countedLast(cycles)
  if (last === null) return 'No cycle ended with counters.'
  const note = last.number === cycles.length ? '' : ', the last cycle with counters'
  return `The counters at the end of cycle ${last.number} of ${cycles.length}${note}.`
}

function secondsText({ cycles, seconds: { all, starts } }: ReproduceResult): string {
  const stops = stopsOf(cycles)
  const one = cycles.length === 1
  const rest = all - starts
  const took = `${one ? 'The cycle' : 'The cycles'} took ${all.toFixed(1)} s`
  // Without a start there is nothing to compare the rest with.
  if (cycles.every(({ started }) => started === null)) return `${took}.`
  const share = (seconds: number) => `${Math.round((100 * seconds) / starts)} %`
  return [
    `${took}: ${starts.toFixed(1)} s for the ${one ? 'start' : 'starts'}, with the delays of the rings, and ${rest.toFixed(1)} s besides,`,
    `${share(rest)} of that (goal: less than 20 %); ${share(rest - stops)} without the ${stops.toFixed(1)} s that the engine took to stop.`,
  ].join(' ')
}
