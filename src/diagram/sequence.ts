import type { Mapping } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import type { DiagramContext } from './diagram-context.js'
import { type DiagramModel, diagramModel, isWitness, wholeWidth } from './diagram-model.js'
import { endingNotes } from './ending-notes.js'
import { escapeText } from './escape-text.js'
import { type FoldedRun, foldedNote, foldedRunsOf } from './folded-runs.js'
import type { StepDescription } from './step-description.js'
import { openBars, stepLines, waitingNote } from './step-lines.js'
import { config } from './style.js'

/**
 * The trace as a mermaid sequence diagram: a numbered arrow or note for every step, a tinted band
 * for each stretch in which one thread runs, a bar where a thread is inside a box of the mapping,
 * a box around what comes again and again, and the end marked. Of many threads only those that the
 * end speaks of are drawn in full. The same trace and mapping always give the same text.
 */
export function sequenceDiagram(
  trace: Trace,
  mapping: Mapping,
  telling: DiagramContext = {},
): string {
  const story = diagramModel(trace, mapping, telling)
  const { threads } = story.columns
  return [
    ...['---', JSON.stringify({ config }), '---', 'sequenceDiagram'],
    ...headLines(story).map(indent),
    ...threads.flatMap((name) => waitingNote(story, name, 0)).map(indent),
    ...bodyLines(story).map(indent),
    ...openBars(story).map(indent),
    '',
  ].join('\n')
}

/** The title is a note: mermaid cuts a title of its own off where the picture is narrow. */
function headLines(story: DiagramModel): string[] {
  const { trace, columns, folded } = story
  const title = `${trace.model}: ${isWitness(story) ? 'witness' : 'counterexample'} to ${trace.property}`
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

/** A behaviour that ends is marked at its last step, one that goes on for ever behind its loop. */
function bodyLines(story: DiagramModel): string[] {
  const { trace, told } = story
  const notes = endingNotes(story).map(indent)
  if (trace.loop === null) {
    const [before, last] = [told.slice(0, -1), told.slice(-1)]
    const end = last.flatMap((step) => stepLines(story, step)).map(indent)
    return [...bands(story, before), `rect ${markOf(story)}`, ...end, ...notes, 'end']
  }
  const { loop } = trace
  const before = told.filter(({ step }) => step <= loop)
  const again = told.filter(({ step }) => step > loop)
  return [
    ...bands(story, before),
    ...(again.length === 0
      ? [restNote(story)]
      : ['loop again and again, for ever', ...bands(story, again).map(indent), 'end']),
    ...[`rect ${markOf(story)}`, ...notes, 'end'],
  ]
}

function restNote({ columns }: DiagramModel): string {
  const text = 'Nothing more happens, for ever: no thread can take a step any more.'
  return `Note over ${wholeWidth(columns)}: ${text}`
}

function bands(story: DiagramModel, steps: readonly StepDescription[]): string[] {
  return foldedRunsOf(story, steps).flatMap((stretch) => {
    if (stretch.by === 'folded') return [foldedNote(story, stretch.steps)]
    const lines = stretch.steps.flatMap((step) => stepLines(story, step)).map(indent)
    return [`rect ${tintOf(story, stretch)}`, ...lines, 'end']
  })
}

const tints = [
  'rgb(232, 241, 255)',
  'rgb(255, 245, 222)',
  'rgb(240, 238, 252)',
  'rgb(228, 246, 246)',
]
const ofDriver = 'rgb(226, 228, 230)'
const [violated, reached] = ['rgb(255, 214, 210)', 'rgb(205, 240, 214)']

function tintOf({ columns }: DiagramModel, { by, steps }: FoldedRun): string {
  if (by === 'driver') return ofDriver
  return `${tints[columns.threads.indexOf(steps[0]?.performer ?? '') % tints.length]}`
}

const markOf = (story: DiagramModel) => (isWitness(story) ? reached : violated)

function indent(line: string): string {
  return `  ${line}`
}
