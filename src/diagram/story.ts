import type { Mapping } from '../mapping/mapping.js'
import { controlOf } from '../trace/control.js'
import type { Trace } from '../trace/trace.js'
import { type Columns, columnsOf } from './lifelines.js'
import type { Telling } from './telling.js'
import { type Told, tellSteps } from './told.js'

/** Everything that the lines of a picture are made from. */
export type Story = {
  trace: Trace
  mapping: Mapping
  telling: Telling
  told: readonly Told[]
  columns: Columns
}

export function storyOf(trace: Trace, mapping: Mapping, telling: Telling): Story {
  const told = tellSteps(trace, mapping)
  return { trace, mapping, telling, told, columns: columnsOf(trace, mapping, told) }
}

/** The action that a thread does next after `step`; undefined for a performer without control. */
export function nextAction(
  { trace, mapping }: Story,
  name: string,
  step: number,
): string | undefined {
  const state = trace.states[step]?.state
  return state === undefined ? undefined : controlOf(state, mapping).get(name)
}

export function isWitness({ telling }: Story): boolean {
  return telling.property?.kind === 'witness'
}

/** A place for a note: the whole width of the picture. */
export function wholeWidth({ all }: Columns): string {
  const [first, last] = [all.at(0)?.id, all.at(-1)?.id]
  return first === last ? `${first}` : `${first},${last}`
}
