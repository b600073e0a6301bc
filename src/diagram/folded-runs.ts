import { type DiagramModel, wholeWidth } from './diagram-model.js'
import { escapeText, wrap } from './escape-text.js'
import type { StepDescription } from './step-description.js'

/** Consecutive steps of one thread, of the driver, or of threads without a column. */
export type FoldedRun = { by: 'thread' | 'driver' | 'folded'; steps: StepDescription[] }

export function foldedRunsOf(
  { folded }: DiagramModel,
  steps: readonly StepDescription[],
): FoldedRun[] {
  const runs: FoldedRun[] = []
  for (const step of steps) {
    const by = step.driver ? 'driver' : folded.includes(step.performer) ? 'folded' : 'thread'
    const current = runs.at(-1)
    const same = by !== 'thread' || current?.steps[0]?.performer === step.performer
    if (current?.by === by && same) current.steps.push(step)
    else runs.push({ by, steps: [step] })
  }
  return runs
}

/** In characters. */
const width = 60

/** One note for a run of folded threads: how many threads, how many steps, and which actions. */
export function foldedNote(
  { columns, folded }: DiagramModel,
  steps: readonly StepDescription[],
): string {
  const [first, last] = [steps.at(0)?.step, steps.at(-1)?.step]
  const threads = new Set(steps.map(({ performer }) => performer)).size
  const others = `the other ${folded.length} threads`
  const performers = threads === folded.length ? others : `${threads} of ${others}`
  const numbers = first === last ? `${first}` : `${first} to ${last}`
  const actions = [...new Set(steps.map(({ action }) => action))].join(', ')
  const text = [
    `${numbers}: ${performers}, ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`,
    wrap(actions, width),
  ]
  return `Note over ${wholeWidth(columns)}: ${escapeText(text.join('<br/>'))}`
}
