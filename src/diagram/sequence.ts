import type { Mapping } from '../mapping/mapping.js'
import type { Trace } from '../trace/trace.js'
import { endingNotes } from './ending.js'
import { openBars, stepLines, waitingNote } from './step-lines.js'
import { isWitness, type Story, storyOf, wholeWidth } from './story.js'
import { config } from './style.js'
import type { Telling } from './telling.js'
import type { Told } from './told.js'
import { escapeText } from './words.js'

/**
 * The trace as a mermaid sequence diagram: a numbered arrow or note for every step, a tinted band
 * for each stretch in which one thread runs, a bar where a thread is inside a box of the mapping,
 * and the last step marked. The same trace and mapping always give the same text.
 */
export function sequenceDiagram(trace: Trace, mapping: Mapping, telling: Telling = {}): string {
  const story = storyOf(trace, mapping, telling)
  const { threads } = story.columns
  return [
    ...['---', JSON.stringify({ config }), '---', 'sequenceDiagram'],
    ...headLines(story).map(indent),
    ...threads.flatMap((name) => waitingNote(story, name, 0)).map(indent),
    ...stretchesOf(story)
      .flatMap((stretch) => stretchLines(story, stretch))
      .map(indent),
    ...openBars(story).map(indent),
    '',
  ].join('\n')
}

/** The title is a note: mermaid cuts a title of its own off where the picture is narrow. */
function headLines(story: Story): string[] {
  const { trace, columns } = story
  const title = `${trace.model}: ${isWitness(story) ? 'witness' : 'counterexample'} to ${trace.property}`
  return [
    `accTitle: ${escapeText(title)}`,
    ...columns.all.map((column) => `participant ${column.id} as ${escapeText(column.title)}`),
    `Note over ${wholeWidth(columns)}: ${escapeText(title)}`,
    `Note over ${wholeWidth(columns)}: ${legend.map(escapeText).join('<br/>')}`,
  ]
}

const legend = [
  'n Action = the n-th step. Solid arrow = stores a value, or calls.',
  'Dashed arrow = a value that is read, to its reader.',
  'Band = one thread runs, the others stand still.',
]

/** Consecutive steps by one performer. The last step stands alone; a loop begins a new stretch. */
type Stretch = { steps: Told[]; last: boolean; loops: boolean }

function stretchesOf({ trace, told }: Story): Stretch[] {
  const stretches: Stretch[] = []
  for (const step of told) {
    const current = stretches.at(-1)
    const last = step === told.at(-1)
    const loops = trace.loop !== null && step.step === trace.loop + 1
    const goesOn = current?.steps[0]?.performer === step.performer && !last && !loops
    if (goesOn) current.steps.push(step)
    else stretches.push({ steps: [step], last, loops })
  }
  return stretches
}

const tints = [
  'rgb(232, 241, 255)',
  'rgb(255, 245, 222)',
  'rgb(240, 238, 252)',
  'rgb(228, 246, 246)',
]
const [violated, reached] = ['rgb(255, 214, 210)', 'rgb(205, 240, 214)']

function stretchLines(story: Story, { steps, last, loops }: Stretch): string[] {
  const isEnd = last && story.trace.loop === null
  const lines = [
    ...(loops ? ['loop again and again, for ever'] : []),
    `rect ${isEnd ? markOf(story) : tintOf(story, steps)}`,
    ...steps.flatMap((step) => stepLines(story, step)).map(indent),
  ]
  if (!last) return [...lines, 'end']
  const notes = endingNotes(story)
  return isEnd
    ? [...lines, ...notes.map(indent), 'end']
    : [...lines, 'end', ...loopEnd(story), ...notes]
}

/** A behaviour that goes round closes its loop; one that comes to rest says so. */
function loopEnd({ trace, told, columns }: Story): string[] {
  const rests = trace.loop === told.length
  return [rests ? `Note over ${wholeWidth(columns)}: Nothing more happens, for ever.` : 'end']
}

function tintOf({ columns }: Story, steps: readonly Told[]): string {
  return `${tints[columns.threads.indexOf(steps[0]?.performer ?? '') % tints.length]}`
}

const markOf = (story: Story) => (isWitness(story) ? reached : violated)

function indent(line: string): string {
  return `  ${line}`
}
