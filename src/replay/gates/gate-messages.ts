import { z } from 'zod'
import { valueSchema } from '../../core/decode-value.js'
import { brief, explainIssue } from '../../core/explain-issue.js'
import type { State } from '../../core/value.js'

/** The version that a gate's hello must name. */
export const gateProtocol = 'peerup-gate/1'

const name = z.string().min(1)
/** The model's variables; `extra` is what the program adds for its driver. */
const snapshot = z.record(z.string(), valueSchema)

const hello = z.strictObject({ hello: z.string(), thread: name, pid: z.int().positive() })
/** Microseconds that the thread ran since its release, if its gate measures them. */
const ran_us = z.number().int().nonnegative().optional()
const arrival = z.strictObject({ at: name, thread: name, ran_us, snapshot })
const look = z.strictObject({ look: name, thread: name, snapshot })

/** A parsed line; `garbage` is not a message of the protocol. */
export type GateMessage =
  | { kind: 'hello'; version: string; thread: string; pid: number }
  | { kind: 'at' | 'look'; gate: string; thread: string; snapshot: State; ranMs: number }
  | { kind: 'garbage'; expected: string; actual: string }

/** Parses one line from a gate. Never throws: an invalid line is `garbage`. */
export function parseGateMessage(line: string): GateMessage {
  const data = parseJson(line)
  if (data === undefined)
    return { kind: 'garbage', expected: 'one JSON object', actual: brief(line) }
  if ('hello' in data) {
    const parsed = hello.safeParse(data)
    if (!parsed.success) return garbage(parsed.error, data)
    const { hello: version, thread, pid } = parsed.data
    return { kind: 'hello', version, thread, pid }
  }
  return 'look' in data ? parseLook(data) : parseArrival(data)
}

function parseArrival(data: object): GateMessage {
  const parsed = arrival.safeParse(data)
  if (!parsed.success) return garbage(parsed.error, data)
  const { at, thread, snapshot, ran_us = 0 } = parsed.data
  return { kind: 'at', gate: at, thread, snapshot, ranMs: ran_us / 1000 }
}

function parseLook(data: object): GateMessage {
  const parsed = look.safeParse(data)
  if (!parsed.success) return garbage(parsed.error, data)
  const { look: gate, thread, snapshot } = parsed.data
  return { kind: 'look', gate, thread, snapshot, ranMs: 0 }
}

function garbage(error: z.ZodError, data: object): GateMessage {
  return { kind: 'garbage', expected: explainIssue(error, data).message, actual: brief(data) }
}

function parseJson(line: string): object | undefined {
  try {
    const data: unknown = JSON.parse(line)
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : undefined
  } catch {
    return undefined
  }
}
