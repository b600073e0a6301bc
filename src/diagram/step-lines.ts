import { type DiagramModel, nextAction, wholeWidth } from './diagram-model.js'
import { escapeText, wrap } from './escape-text.js'
import type { Columns } from './lifelines.js'
import { hasFeatures, type StepDescription } from './step-description.js'

/** In characters; a longer text would push the lifelines apart. */
const labelWidth = 31

/** A step's arrow or note, and what begins or ends with it. */
export function stepLines(story: DiagramModel, told: StepDescription): string[] {
  if (told.driver) return [driverLine(told, story.columns)]
  const self = story.columns.thread(told.performer)
  const begins = story.mapping.boxes.filter(({ from }) => from === told.action)
  const bar = barOf(story, told)
  return [
    arrowLine(told, story.columns),
    ...(bar === null ? [] : [`${bar} ${self}`]),
    ...begins.map(({ text }) => `Note over ${self}: ${escapeText(`${text} begins`)}`),
    ...waitingNote(story, told.performer, told.step),
  ]
}

/** The driver has no lifeline: what it does concerns one that the mapping names, or all. */
function driverLine({ step, action, target, text }: StepDescription, columns: Columns): string {
  const place = target === null ? wholeWidth(columns) : columns.at(target)
  return `Note over ${place}: ${escapeText(`${step} ${action}<br/>${wrap(text, labelWidth)}`)}`
}

function arrowLine(
  { step, performer, action, kind, target, text }: StepDescription,
  columns: Columns,
): string {
  const self = columns.thread(performer)
  const other = target === null ? self : columns.at(target)
  const label = escapeText(`${step} ${action}<br/>${wrap(text, labelWidth)}`)
  switch (kind) {
    case 'note':
      return `Note over ${self === other ? self : `${self},${other}`}: ${label}`
    case 'read':
      return `${other}-->>${self}: ${label}`
    case 'write':
    case 'call':
      return `${self}->>${other}: ${label}`
    default:
      return kind satisfies never
  }
}

/** A bar begins with a box's first action and ends with its last; mermaid rejects one that was never begun. */
function barOf({ mapping, told }: DiagramModel, { performer, action, step }: StepDescription) {
  if (mapping.boxes.some(({ from }) => from === action)) return 'activate'
  const box = mapping.boxes.find(({ to }) => to === action)
  if (box === undefined) return null
  const earlier = told.filter((other) => other.performer === performer && other.step < step)
  return openOf(earlier, box) > 0 ? 'deactivate' : null
}

/** Bars that no step ended go on to the end of the picture. */
export function openBars({ mapping, told, columns }: DiagramModel): string[] {
  return columns.threads.flatMap((name) => {
    const own = told.filter(({ performer }) => performer === name)
    return mapping.boxes.flatMap((box) =>
      Array<string>(openOf(own, box)).fill(`deactivate ${columns.thread(name)}`),
    )
  })
}

/** How many boxes of this kind are open after these steps. */
export function openOf(
  steps: readonly StepDescription[],
  { from, to }: { from: string; to: string },
): number {
  return steps.reduce((open, { action }) => {
    if (action === from) return open + 1
    return action === to ? Math.max(0, open - 1) : open
  }, 0)
}

/** Says that a thread came to a waiting loop, unless it is the next to step. */
export function waitingNote(story: DiagramModel, name: string, step: number): string[] {
  const { mapping, told, columns } = story
  const next = nextAction(story, name, step)
  const action = next === undefined ? undefined : mapping.actions[next]
  const waits =
    action?.waits === true &&
    action.stimulus === undefined &&
    hasFeatures(story.trace.features, action.waitsIf)
  const follows = told[step]
  if (!waits || follows === undefined || follows.performer === name) return []
  return [`Note over ${columns.thread(name)}: ${escapeText(`in the waiting loop<br/>${next}`)}`]
}
