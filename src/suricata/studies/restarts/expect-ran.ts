import { PeerupError } from '../../../core/error.js'
import { describeFile } from '../../binary/describe-file.js'
import { causeIn, complaintsIn } from '../../binary/start-failure.js'
import { isObserved } from './classify.js'
import type { Engine } from './engine.js'
import type { EngineEvent } from './events.js'
import type { Cycle, ReproduceResult } from './result.js'

/**
 * Throws a PeerupError `program` if no cycle started or was probed, because such a result shows nothing of
 * an engine's start. The message describes the last end and, for a binary, the kind of file.
 */
export function expectRan(
  { cycles, subject }: ReproduceResult,
  { file }: Pick<Engine, 'file'>,
): void {
  if (cycles.some((cycle) => cycle.started !== null || isObserved(cycle))) return
  const last = cycles.at(-1)
  if (last === undefined) return
  const cause = causeIn(last.said.join('\n'))
  const complaints = complaintsIn(last.said)
  const lastLines =
    complaints.length > 0
      ? `it said: ${complaints.join(' / ')}`
      : `its last lines: ${last.said.join(' / ') || 'none'}`
  // A program that reported events is an engine: the kind of file explains nothing.
  const reported = cycles.some(({ threads }) => threads.length > 0)
  const kind = reported || complaints.length > 0 ? '' : kindText(file)
  const why = cause ?? `${lastLines}${kind}`
  const message = `expected ${subject.name} to start, ${endOf(last)}; ${why}`
  throw new PeerupError('program', message)
}

/**
 * Throws a PeerupError `program` if a started engine reported no events: the preloaded library is not in
 * it, so its rings were not delayed and the result would measure something else.
 */
export function expectEvents(
  { subject, file }: Pick<Engine, 'subject' | 'file'>,
  events: readonly EngineEvent[],
): void {
  if (events.length > 0) return
  throw new PeerupError(
    'program',
    `expected events from the threads of ${subject.name}, got none after its start: the library that delays its rings and counts its failed sends is not loaded${kindText(file)}`,
  )
}

const kindText = (file: string | undefined): string =>
  file === undefined ? '' : `; ${file} is ${describeFile(file)}`

function endOf({ stoppedBy, ended: { code, signal }, ms }: Cycle): string {
  if (stoppedBy === 'itself')
    return signal === null ? `it ended with code ${code}` : `it ended by ${signal}`
  return `there was no sign of an engine within ${(ms.start / 1000).toFixed(1)} s`
}
