import { stutters } from '../core/trace-loop.js'
import { type DiagramModel, isWitness, nextAction, wholeWidth } from './diagram-model.js'
import { escapeText, wrap } from './escape-text.js'
import { openOf } from './step-lines.js'

/** The notes at the end: where every other thread stands, the property, the native replay. */
export function endingNotes(model: DiagramModel): string[] {
  const { columns, steps, trace, folded } = model
  // If the trace stutters, the performer of the last step waits like all others.
  const last = stutters(trace) ? undefined : steps.at(-1)?.performer
  const stands = columns.threads.flatMap((name) => {
    const text = name === last ? null : standsAt(model, name)
    return text === null ? [] : [`Note over ${columns.thread(name)}: ${escapeText(text)}`]
  })
  // In characters; mermaid makes the outer columns half as wide.
  const width = Math.max(56, 11 * columns.all.length)
  const lines = [
    ...(folded.length === 0 ? [] : [foldedStand(model)]),
    ...claimLines(model),
    observedText(model),
  ]
  const text = lines.map((line) => escapeText(wrap(line, width))).join('<br/>')
  return [...stands, `Note over ${wholeWidth(columns)}: ${text}`]
}

/** How many of the threads without a column stand where at the end. */
function foldedStand(model: DiagramModel): string {
  const { folded } = model
  const counts = new Map<string, number>()
  for (const name of folded) {
    const next = nextAction(model, name, endOf(model)) ?? 'nothing'
    counts.set(next, (counts.get(next) ?? 0) + 1)
  }
  const places = [...counts].map(([action, count]) => `${count} before ${action}`)
  return `The other ${folded.length} threads stand: ${places.join(', ')}.`
}

const endOf = ({ steps }: DiagramModel): number => steps.at(-1)?.step ?? 0

function claimLines(model: DiagramModel): string[] {
  const { trace, context } = model
  const witness = isWitness(model)
  const headline = witness ? `${trace.property}: it can happen` : `${trace.property} is VIOLATED`
  if (context.property === undefined) return [headline]
  return [headline, `${witness ? 'Witness' : 'Claim'}: ${context.property.claim}`]
}

/** What the native program did, as far as it was observed. */
function observedText({ context: { observed }, mapping }: DiagramModel): string {
  if (observed === undefined) return 'Model only; not replayed.'
  const { verdict, step, action, errno, afterwards, program } = observed
  const at = verdict === 'reproduced' || step === null ? '' : ` at step ${step} (${action ?? '?'})`
  const answer = errno === null ? '' : `; the kernel answered ${errno}`
  const then = mapping.program.afterwards[afterwards]
  return `Native replay${program === undefined ? '' : ` of ${program}`}: ${verdict}${at}${answer}${then === undefined ? '' : `; afterwards ${then}`}.`
}

/** Where a thread stands at the end, and which of the mapping's boxes it is inside or has not begun. */
function standsAt(model: DiagramModel, name: string): string | null {
  const next = nextAction(model, name, endOf(model))
  if (next === undefined) return null
  const stands = stutters(model.trace) ? 'waits for ever before' : 'stands before'
  const own = model.steps.filter(({ performer }) => performer === name)
  const progress = model.mapping.boxes.flatMap((box) => {
    if (openOf(own, box) > 0) return [`still inside ${box.text}`]
    return own.some(({ action }) => action === box.to) ? [] : [`${box.text} not begun`]
  })
  return [`${stands} ${next}`, ...progress].join('<br/>')
}
