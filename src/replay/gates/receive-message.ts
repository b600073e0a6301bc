import { brief } from '../../core/explain-issue.js'
import type { GateFault, GateReply } from './gate-fault.js'
import { type GateMessage, gateProtocol } from './gate-messages.js'

export type Question = { wants: 'at' | 'look'; answer: (heard: GateReply) => void }

/** What is known of one gate. */
export type GateState = {
  thread: string | null
  lastGate: string | null
  question: Question | null
  fault: GateFault | null
  /** Opened for good, or told to end: what it says no longer counts. */
  open: boolean
}

/** The names that a gate may use. */
export type GateNames = { threads: readonly string[]; gates: readonly string[] }

export type Problem = Pick<GateFault, 'kind' | 'expected' | 'came'>

/** Takes a message in: an answer, a problem, or null for what answers nothing. */
export function receiveMessage(
  state: GateState,
  message: GateMessage,
  { threads, gates }: GateNames,
): Extract<GateReply, { kind: 'parked' }> | Problem | null {
  if (message.kind === 'garbage') return message
  const { thread } = message
  const known = state.thread === null ? threads : [state.thread]
  if (message.kind === 'hello') {
    if (state.thread !== null) return unasked(state, message)
    if (message.version !== gateProtocol) {
      return { kind: 'version', expected: gateProtocol, came: brief(message.version) }
    }
    if (!known.includes(thread)) return wrongThread(known, thread)
    state.thread = thread
    return null
  }
  if (state.thread === null) return unasked(state, message)
  if (!known.includes(thread)) return wrongThread(known, thread)
  if (state.question?.wants !== message.kind) return unasked(state, message)
  const { gate, snapshot, ranMs } = message
  const possible = message.kind === 'look' ? [state.lastGate] : gates
  if (!possible.includes(gate)) {
    return { kind: 'unknown-gate', expected: `one of ${possible.join(', ')}`, came: brief(gate) }
  }
  state.lastGate = gate
  return { kind: 'parked', thread, gate, snapshot, ranMs }
}

function unasked({ thread, question }: GateState, message: GateMessage): Problem {
  const expected =
    thread === null ? 'a hello' : question === null ? 'nothing' : `"${question.wants}"`
  return { kind: 'unasked', expected, came: `"${message.kind}"` }
}

const wrongThread = (known: readonly string[], thread: string): Problem => ({
  kind: 'wrong-thread',
  expected: `one of ${known.join(', ')}`,
  came: brief(thread),
})

export function threadVanished({ thread, question }: GateState): Problem {
  const expected =
    thread === null
      ? 'a hello'
      : question === null
        ? 'the thread to stay parked'
        : `"${question.wants}"`
  return { kind: 'vanished', expected, came: 'end of file' }
}
