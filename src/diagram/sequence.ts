import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import type { DiagramContext } from './diagram-context.js'
import { type DiagramModel, diagramModel, isWitness, wholeWidth } from './diagram-model.js'
import { endingNotes } from './ending-notes.js'
import { escapeText } from './escape-text.js'
import { type FoldedRun, foldedNote, foldedRunsOf } from './folded-runs.js'
import type { StepDescription } from './step-description.js'
import { openBars, stepLines, waitingNote } from './step-lines.js'
import { bandTints, config, driverTint, reachedTint, violatedTint } from './style.js'

/**
 * The trace as a mermaid sequence diagram: a numbered arrow or note for every step, a tinted band
 * for each run of one thread, a bar while a thread is inside a box of the mapping, a box around a
 * loop, and a mark at the end. If there are many threads, it draws the last one and those related
 * to it, and sums the others up. The same arguments always give the same text.
 */
export function sequenceDiagram(
  trace: Trace,
  mapping: Mapping,
  context: DiagramContext = {},
): string {
  const model = diagramModel(trace, mapping, context)
  const { threads } = model.columns
  return [
    ...['---', JSON.stringify({ config }), '---', 'sequenceDiagram'],
    ...headLines(model).map(indent),
    ...threads.flatMap((name) => waitingNote(model, name, 0)).map(indent),
    ...bodyLines(model).map(indent),
    ...openBars(model).map(indent),
    '',
  ].join('\n')
}

/** The title is a note, as mermaid would cut its own title off in a narrow diagram. */
function headLines(model: DiagramModel): string[] {
  const { trace, columns, folded } = model
  const title = `${trace.model}: ${isWitness(model) ? 'witness' : 'counterexample'} to ${trace.property}`
  const legend = [...howToRead, ...(folded.length === 0 ? [] : [foldedLegend(folded.length)])]
  return [
    `accTitle: ${escapeText(title)}`,
    ...columns.all.map((column) => `participant ${column.id} as ${escapeText(column.title)}`),
    `Note over ${wholeWidth(columns)}: ${escapeText(title)}`,
    `Note over ${wholeWidth(columns)}: ${legend.map(escapeText).join('<br/>')}`,
  ]
}

const howToRead = [
  'n Action = the n-th step. Solid arrow = stores a value, or calls.',
  'Dashed arrow = a value that is read, to its reader.',
  'Band = one thread runs, the others stand still.',
]

const foldedLegend = (count: number) =>
  `${count} other threads have no line: their steps are summed up.`

/** Marks a behaviour that ends at its last step, and an endless one after its loop. */
function bodyLines(model: DiagramModel): string[] {
  const { trace, steps } = model
  const notes = endingNotes(model).map(indent)
  if (trace.loop === null) {
    const [before, last] = [steps.slice(0, -1), steps.slice(-1)]
    const end = last.flatMap((step) => stepLines(model, step)).map(indent)
    return [...bands(model, before), `rect ${markOf(model)}`, ...end, ...notes, 'end']
  }
  const { loop } = trace
  const before = steps.filter(({ step }) => step <= loop)
  const repeated = steps.filter(({ step }) => step > loop)
  return [
    ...bands(model, before),
    ...(repeated.length === 0
      ? [restNote(model)]
      : ['loop again and again, for ever', ...bands(model, repeated).map(indent), 'end']),
    ...[`rect ${markOf(model)}`, ...notes, 'end'],
  ]
}

function restNote({ columns }: DiagramModel): string {
  const text = 'Nothing more happens, for ever: no thread can take a step any more.'
  return `Note over ${wholeWidth(columns)}: ${text}`
}

function bands(model: DiagramModel, steps: readonly StepDescription[]): string[] {
  return foldedRunsOf(model, steps).flatMap((run) => {
    if (run.by === 'folded') return [foldedNote(model, run.steps)]
    const lines = run.steps.flatMap((step) => stepLines(model, step)).map(indent)
    return [`rect ${tintOf(model, run)}`, ...lines, 'end']
  })
}

function tintOf({ columns }: DiagramModel, { by, steps }: FoldedRun): string {
  if (by === 'driver') return driverTint
  return `${bandTints[columns.threads.indexOf(steps[0]?.performer ?? '') % bandTints.length]}`
}

const markOf = (model: DiagramModel) => (isWitness(model) ? reachedTint : violatedTint)

function indent(line: string): string {
  return `  ${line}`
}
