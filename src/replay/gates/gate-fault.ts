import type { State } from '../../core/value.js'

/** A gate's reply: the thread is parked there, or the gate is broken for good. */
export type GateReply =
  | { kind: 'parked'; thread: string; gate: string; snapshot: State; ranMs: number }
  | GateFault

export type GateFault = {
  kind:
    | 'garbage' // not a message of the protocol
    | 'truncated' // half a line, then end of file
    | 'version' // a hello of another version
    | 'wrong-thread' // not one of the expected threads, or not the one of the hello
    | 'too-long' // a line over the limit
    | 'unknown-gate'
    | 'unexpected' // a message without a question
    | 'vanished' // end of file
  thread: string | null
  lastGate: string | null
  expected: string
  actual: string
}

/** The fault as a verdict's reason. */
export function faultText({ kind, thread, lastGate, expected, actual }: GateFault): string {
  const subject = thread ?? 'a thread without a hello'
  const where = lastGate === null ? 'before its first gate' : `last gate ${lastGate}`
  return `${kind}: ${subject} (${where}): expected ${expected}, got ${actual}`
}
