import { openOf } from './step-lines.js'
import { isWitness, nextAction, type Story, wholeWidth } from './story.js'
import type { Observed } from './telling.js'
import { escapeText, wrap } from './words.js'

/** The notes under the last step: where every other thread stands, what is shown, what a native run gave. */
export function endingNotes(story: Story): string[] {
  const { columns, told } = story
  const others = columns.threads.filter((name) => name !== told.at(-1)?.performer)
  const stands = others.flatMap((name) => {
    const text = standsAt(story, name)
    return text === null ? [] : [`Note over ${columns.thread(name)}: ${escapeText(text)}`]
  })
  // In characters; mermaid makes the outer columns as wide as half of it.
  const width = Math.max(56, 11 * columns.all.length)
  const lines = [...claimLines(story), observedText(story.telling.observed)]
  const text = lines.map((line) => escapeText(wrap(line, width))).join('<br/>')
  return [...stands, `Note over ${wholeWidth(columns)}: ${text}`]
}

function claimLines(story: Story): string[] {
  const { trace, telling } = story
  const witness = isWitness(story)
  const headline = witness ? `${trace.property}: it can happen` : `${trace.property} is VIOLATED`
  if (telling.property === undefined) return [headline]
  return [headline, `${witness ? 'Witness' : 'Claim'}: ${telling.property.claim}`]
}

/** What the native program did. Only what was seen counts as seen. */
function observedText(observed: Observed | undefined): string {
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
function standsAt(story: Story, name: string): string | null {
  const next = nextAction(story, name, story.trace.states.length - 1)
  if (next === undefined) return null
  const own = story.told.filter(({ performer }) => performer === name)
  const progress = story.mapping.boxes.flatMap((box) => {
    if (openOf(own, box) > 0) return [`still inside ${box.text}`]
    return own.some(({ action }) => action === box.to) ? [] : [`${box.text} not begun`]
  })
  return [`stands before ${next}`, ...progress].join('<br/>')
}
