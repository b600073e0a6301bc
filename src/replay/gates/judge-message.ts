import { brief } from '../../core/explain-issue.js'
import type { GateFault, GateReply } from './gate-fault.js'
import { type GateMessage, gateProtocol } from './gate-messages.js'

export type Question = { wants: 'at' | 'look'; answer: (reply: GateReply) => void }

/** The state of one gate. */
export type GateState = {
  thread: string | null
  lastGate: string | null
  question: Question | null
  fault: GateFault | null
  /** Opened for good, or aborted: later messages do not count. */
  open: boolean
}

/** The names that a gate may use. */
export type GateNames = { threads: readonly string[]; gates: readonly string[] }

export type Problem = Pick<GateFault, 'kind' | 'expected' | 'actual'>

/** Receives a message: the reply to the question, a problem, or null after the hello. */
export function receiveMessage(
  state: GateState,
  message: GateMessage,
  { threads, gates }: GateNames,
): Extract<GateReply, { kind: 'parked' }> | Problem | null {
  if (message.kind === 'garbage') return message
  const { thread } = message
  const possibleThreads = state.thread === null ? threads : [state.thread]
  if (message.kind === 'hello') {
    if (state.thread !== null) return unexpected(state, message)
    if (message.version !== gateProtocol) {
      return { kind: 'version', expected: gateProtocol, actual: brief(message.version) }
    }
    if (!possibleThreads.includes(thread)) return wrongThread(possibleThreads, thread)
    state.thread = thread
    return null
  }
  if (state.thread === null) return unexpected(state, message)
  if (!possibleThreads.includes(thread)) return wrongThread(possibleThreads, thread)
  if (state.question?.wants !== message.kind) return unexpected(state, message)
  const { gate, snapshot, ranMs } = message
  const possible = message.kind === 'look' ? [state.lastGate] : gates
  if (!possible.includes(gate)) {
    return { kind: 'unknown-gate', expected: `one of ${possible.join(', ')}`, actual: brief(gate) }
  }
  state.lastGate = gate
  return { kind: 'parked', thread, gate, snapshot, ranMs }
}

function unexpected({ thread, question }: GateState, message: GateMessage): Problem {
  const expected =
    thread === null ? 'a hello' : question === null ? 'nothing' : `"${question.wants}"`
  return { kind: 'unexpected', expected, actual: `"${message.kind}"` }
}

const wrongThread = (possible: readonly string[], thread: string): Problem => ({
  kind: 'wrong-thread',
  expected: `one of ${possible.join(', ')}`,
  actual: brief(thread),
})

export function threadVanished({ thread, question }: GateState): Problem {
  const expected =
    thread === null
      ? 'a hello'
      : question === null
        ? 'the thread to stay parked'
        : `"${question.wants}"`
  return { kind: 'vanished', expected, actual: 'end of file' }
}
