import { controlOf } from '../core/control.js'
import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import type { DiagramContext } from './diagram-context.js'
import { type Columns, columnsOf } from './lifelines.js'
import { shownThreads, threadsOf } from './shown-threads.js'
import { describeSteps, type StepDescription } from './step-description.js'

/** Everything that a diagram's lines are made from. */
export type DiagramModel = {
  trace: Trace
  mapping: Mapping
  context: DiagramContext
  steps: readonly StepDescription[]
  columns: Columns
  /** The threads without a column; a summary stands for their steps. */
  folded: readonly string[]
}

/** Describes a trace's steps, and chooses the threads that have a column. */
export function diagramModel(
  trace: Trace,
  mapping: Mapping,
  context: DiagramContext,
): DiagramModel {
  const steps = describeSteps(trace, mapping)
  const threads = threadsOf(trace, mapping, steps)
  const shown = shownThreads(threads, mapping, steps)
  const folded = threads.filter((name) => !shown.includes(name))
  const columns = columnsOf(
    shown,
    mapping,
    steps.filter(({ performer }) => !folded.includes(performer)),
  )
  return { trace, mapping, context, steps, columns, folded }
}

/** The action that a thread takes next after `step`; the step that closes a loop leads to its entry. */
export function nextAction(
  { trace, mapping }: DiagramModel,
  name: string,
  step: number,
): string | undefined {
  const { states, loop } = trace
  const state = states[step < states.length ? step : (loop ?? step)]?.state
  return state === undefined ? undefined : controlOf(state, mapping).get(name)
}

/** Whether the trace shows that something is possible, and not that something is wrong. */
export function isWitness({ context }: DiagramModel): boolean {
  return context.property?.kind === 'witness'
}

/** A note's place: the whole width of the diagram. */
export function wholeWidth({ all }: Columns): string {
  const [first, last] = [all.at(0)?.id, all.at(-1)?.id]
  return first === last ? `${first}` : `${first},${last}`
}
