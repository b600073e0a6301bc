import { stutters } from '../core/trace-loop.js'
import type { ReplayOutcome } from './diagram-context.js'
import { type DiagramModel, isWitness, nextAction, wholeWidth } from './diagram-model.js'
import { escapeText, wrap } from './escape-text.js'
import { openOf } from './step-lines.js'

/** The notes at the end: where every other thread stands, what is shown, what a native run gave. */
export function endingNotes(story: DiagramModel): string[] {
  const { columns, told, trace, folded } = story
  // Where nobody takes a step any more, the last one that did is no exception.
  const last = stutters(trace) ? undefined : told.at(-1)?.performer
  const stands = columns.threads.flatMap((name) => {
    const text = name === last ? null : standsAt(story, name)
    return text === null ? [] : [`Note over ${columns.thread(name)}: ${escapeText(text)}`]
  })
  // In characters; mermaid makes the outer columns as wide as half of it.
  const width = Math.max(56, 11 * columns.all.length)
  const lines = [
    ...(folded.length === 0 ? [] : [foldedStand(story)]),
    ...claimLines(story),
    observedText(story.telling.observed),
  ]
  const text = lines.map((line) => escapeText(wrap(line, width))).join('<br/>')
  return [...stands, `Note over ${wholeWidth(columns)}: ${text}`]
}

/** Where the threads without a column stand at the end, by how many. */
function foldedStand(story: DiagramModel): string {
  const { folded } = story
  const counts = new Map<string, number>()
  for (const name of folded) {
    const next = nextAction(story, name, endOf(story)) ?? 'nothing'
    counts.set(next, (counts.get(next) ?? 0) + 1)
  }
  const places = [...counts].map(([action, count]) => `${count} before ${action}`)
  return `The other ${folded.length} threads stand: ${places.join(', ')}.`
}

const endOf = ({ told }: DiagramModel): number => told.at(-1)?.step ?? 0

function claimLines(story: DiagramModel): string[] {
  const { trace, telling } = story
  const witness = isWitness(story)
  const headline = witness ? `${trace.property}: it can happen` : `${trace.property} is VIOLATED`
  if (telling.property === undefined) return [headline]
  return [headline, `${witness ? 'Witness' : 'Claim'}: ${telling.property.claim}`]
}

/** What the native program did. Only what was seen counts as seen. */
function observedText(observed: ReplayOutcome | undefined): string {
  if (observed === undefined) return 'Model only; not replayed.'
  const { verdict, step, action, errno, afterwards, program } = observed
  const at = verdict === 'reproduced' || step === null ? '' : ` at step ${step} (${action ?? '?'})`
  const answer = errno === null ? '' : `; the kernel answered ${errno}`
  return `Native replay${program === undefined ? '' : ` of ${program}`}: ${verdict}${at}${answer}${then[afterwards]}.`
}

const then = {
  forwards: '; afterwards it forwards',
  wedged: '; afterwards it is wedged',
  unknown: '',
}

/** Where a thread is when the story ends, and how far it is with what the mapping puts in boxes. */
function standsAt(story: DiagramModel, name: string): string | null {
  const next = nextAction(story, name, endOf(story))
  if (next === undefined) return null
  const stands = stutters(story.trace) ? 'waits for ever before' : 'stands before'
  const own = story.told.filter(({ performer }) => performer === name)
  const progress = story.mapping.boxes.flatMap((box) => {
    if (openOf(own, box) > 0) return [`still inside ${box.text}`]
    return own.some(({ action }) => action === box.to) ? [] : [`${box.text} not begun`]
  })
  return [`${stands} ${next}`, ...progress].join('<br/>')
}
