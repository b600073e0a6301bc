import type { State } from '../../core/value.js'

/** What a gate answers: the thread is parked there, or the gate is broken for good. */
export type GateReply =
  | { kind: 'parked'; thread: string; gate: string; snapshot: State; ranMs: number }
  | GateFault

export type GateFault = {
  kind:
    | 'garbage' // no message of the protocol
    | 'truncated' // half a line, then end of file
    | 'version' // a hello of another version
    | 'wrong-thread' // a thread that is none of the expected, or not the one of the hello
    | 'too-long' // a line over the limit
    | 'unknown-gate'
    | 'unasked' // a message that nothing asked for
    | 'vanished' // end of file
  thread: string | null
  lastGate: string | null
  expected: string
  came: string
}

/** A fault in a sentence, for a verdict's reason. */
export function faultText({ kind, thread, lastGate, expected, came }: GateFault): string {
  const who = thread ?? 'a thread without a hello'
  const where = lastGate === null ? 'before its first gate' : `last gate ${lastGate}`
  return `${kind}: ${who} (${where}): expected ${expected}, got ${came}`
}
