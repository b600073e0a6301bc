import { PeerupError } from '../../../core/error.js'
import { describeFile } from '../../binary/describe-file.js'
import { isObserved } from './classify.js'
import type { Engine } from './engine.js'
import type { EngineEvent } from './events.js'
import type { Cycle, ReproduceResult } from './result.js'

/**
 * What never got to run, and what is no engine, shows nothing of how one starts. Throws a PeerupError
 * that says what was started and, of a file, what that is.
 */
export function expectRan(
  { cycles, subject }: ReproduceResult,
  { file }: Pick<Engine, 'file'>,
): void {
  if (cycles.some((cycle) => cycle.started !== null || isObserved(cycle))) return
  const last = cycles.at(-1)
  if (last === undefined) return
  const said = `it said last: ${last.said.join(' / ') || 'nothing'}`
  // What told of itself is an engine, and needs no explanation.
  const heard = cycles.some(({ threads }) => threads.length > 0)
  const kind = heard ? '' : kindText(file)
  const message = `expected ${subject.name} to start, ${endOf(last)}; ${said}${kind}`
  throw new PeerupError('program', message)
}

/**
 * What starts, or forwards, without a word of how far its threads are is not measured: what delays its
 * rings is not in it either. Throws a PeerupError that says what was started.
 */
export function expectEvents(
  { subject, file }: Pick<Engine, 'subject' | 'file'>,
  events: readonly EngineEvent[],
): void {
  if (events.length > 0) return
  throw new PeerupError(
    'program',
    `expected ${subject.name} to tell how far its threads come, it started and told nothing: what delays its rings and counts its failed sends is not in it${kindText(file)}`,
  )
}

const kindText = (file: string | undefined): string =>
  file === undefined ? '' : `; ${file} is ${describeFile(file)}`

function endOf({ stoppedBy, ended: { code, signal }, ms }: Cycle): string {
  if (stoppedBy === 'itself')
    return signal === null ? `it ended with code ${code}` : `it ended by ${signal}`
  return `nothing was heard of an engine within ${(ms.start / 1000).toFixed(1)} s`
}
