import { PeerupError } from '../error.js'
import { type Binary, fileOf } from '../suricata/command.js'
import { kindOf } from '../suricata/kind.js'
import { isObserved } from './classify.js'
import type { Cycle, ReproduceResult } from './result.js'

/**
 * What never got to run, and what is no engine, shows nothing of how one starts. Throws a PeerupError
 * that says what was started and, of a file, what that is.
 */
export function expectThatItRan({ cycles, subject }: ReproduceResult, binary?: Binary): void {
  if (cycles.some((cycle) => cycle.started !== null || isObserved(cycle))) return
  const last = cycles.at(-1)
  if (last === undefined) return
  const said = `it said last: ${last.said.join(' / ') || 'nothing'}`
  const file = binary === undefined ? '' : `; ${fileOf(binary)} is ${kindOf(fileOf(binary))}`
  const message = `expected ${subject.name} to start, ${endOf(last)}; ${said}${file}`
  throw new PeerupError('program', message)
}

function endOf({ stoppedBy, ended: { code, signal }, ms }: Cycle): string {
  if (stoppedBy === 'itself')
    return signal === null ? `it ended with code ${code}` : `it ended by ${signal}`
  return `nothing was heard of an engine within ${(ms.start / 1000).toFixed(1)} s`
}
