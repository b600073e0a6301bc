import { controlOf } from '../core/control.js'
import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import type { DiagramContext } from './diagram-context.js'
import { type Columns, columnsOf } from './lifelines.js'
import { shownThreads, threadsOf } from './shown-threads.js'
import { describeSteps, type StepDescription } from './step-description.js'

/** Everything that the lines of a picture are made from. */
export type DiagramModel = {
  trace: Trace
  mapping: Mapping
  telling: DiagramContext
  told: readonly StepDescription[]
  columns: Columns
  /** The threads that have no column: their steps are told in sum. */
  folded: readonly string[]
}

/** What a diagram tells of a trace: its steps, and which threads have a column of their own. */
export function diagramModel(
  trace: Trace,
  mapping: Mapping,
  telling: DiagramContext,
): DiagramModel {
  const told = describeSteps(trace, mapping)
  const threads = threadsOf(trace, mapping, told)
  const shown = shownThreads(threads, mapping, told)
  const folded = threads.filter((name) => !shown.includes(name))
  const columns = columnsOf(
    shown,
    mapping,
    told.filter(({ performer }) => !folded.includes(performer)),
  )
  return { trace, mapping, telling, told, columns, folded }
}

/** The action that a thread does next after `step`; the one that closes a loop leads to its entry. */
export function nextAction(
  { trace, mapping }: DiagramModel,
  name: string,
  step: number,
): string | undefined {
  const { states, loop } = trace
  const state = states[step < states.length ? step : (loop ?? step)]?.state
  return state === undefined ? undefined : controlOf(state, mapping).get(name)
}

/** Whether the trace shows that something can happen, and not that something is wrong. */
export function isWitness({ telling }: DiagramModel): boolean {
  return telling.property?.kind === 'witness'
}

/** A place for a note: the whole width of the picture. */
export function wholeWidth({ all }: Columns): string {
  const [first, last] = [all.at(0)?.id, all.at(-1)?.id]
  return first === last ? `${first}` : `${first},${last}`
}
