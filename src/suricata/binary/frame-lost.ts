import type { State } from '../../core/value.js'
import type { CallsJudgement } from '../../replay/calls/judge.js'
import { missedFrame } from '../network/bring-frame.js'

/**
 * What became of a frame that a thread did not send in a replay: `dropped` if the thread took it, its peer is
 * UP and it came back for the next one, which no guard explains; `not-received` if it never came to the ring.
 * Null if no frame is missing.
 */
export function frameLost(
  { verdict, wanted, stood, why, performer }: CallsJudgement,
  last: State | null,
): 'dropped' | 'not-received' | null {
  if (why !== null && missedFrame.test(why)) return 'not-received'
  const isBack = verdict === 'refused' && stood === 'Receive' && beforeSend.includes(wanted ?? '')
  if (!isBack || performer === null || last === null) return null
  return otherEntriesAreUp(last, performer) ? 'dropped' : null
}

/** The steps between a frame and its send, none of which has a call before that of the send. */
const beforeSend = ['Guard', 'LoadIfIndex', 'LoadSocket', 'Send']

function otherEntriesAreUp({ peer }: State, thread: string): boolean {
  const entries = Object.entries((peer ?? {}) as Record<string, { state?: string }>)
  return entries.every(([name, { state }]) => name === thread || state === 'UP')
}
