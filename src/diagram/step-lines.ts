import { hasFeatures } from '../core/features.js'
import { type DiagramModel, nextAction, wholeWidth } from './diagram-model.js'
import { escapeText, wrap } from './escape-text.js'
import type { Columns } from './lifelines.js'
import type { StepDescription } from './step-description.js'

/** In characters; a longer text would push the lifelines apart. */
const labelWidth = 31

/** A step's arrow or note, and the bars and boxes that begin or end with it. */
export function stepLines(model: DiagramModel, step: StepDescription): string[] {
  if (step.driver) return [driverLine(step, model.columns)]
  const self = model.columns.thread(step.performer)
  const begins = model.mapping.boxes.filter(({ from }) => from === step.action)
  const bar = barOf(model, step)
  return [
    arrowLine(step, model.columns),
    ...(bar === null ? [] : [`${bar} ${self}`]),
    ...begins.map(({ text }) => `Note over ${self}: ${escapeText(`${text} begins`)}`),
    ...waitingNote(model, step.performer, step.step),
  ]
}

/** The driver has no lifeline: its step is a note over the one that the mapping names, or over all. */
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

/** A bar begins with a box's first action and ends with its last; mermaid rejects an end without a beginning. */
function barOf({ mapping, steps }: DiagramModel, { performer, action, step }: StepDescription) {
  if (mapping.boxes.some(({ from }) => from === action)) return 'activate'
  const box = mapping.boxes.find(({ to }) => to === action)
  if (box === undefined) return null
  const earlier = steps.filter((other) => other.performer === performer && other.step < step)
  return openOf(earlier, box) > 0 ? 'deactivate' : null
}

/** Ends the bars that no step ended, at the end of the diagram. */
export function openBars({ mapping, steps, columns }: DiagramModel): string[] {
  return columns.threads.flatMap((name) => {
    const own = steps.filter(({ performer }) => performer === name)
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

/** Notes that a thread reached a waiting loop, unless it takes the next step. */
export function waitingNote(model: DiagramModel, name: string, step: number): string[] {
  const { mapping, steps, columns } = model
  const next = nextAction(model, name, step)
  const action = next === undefined ? undefined : mapping.actions[next]
  const waits =
    action?.waits === true &&
    action.stimulus === undefined &&
    hasFeatures(model.trace.features, action.waitsIf)
  const following = steps[step]
  if (!waits || following === undefined || following.performer === name) return []
  return [`Note over ${columns.thread(name)}: ${escapeText(`in the waiting loop<br/>${next}`)}`]
}
