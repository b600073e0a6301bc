import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import { brief } from '../../core/explain-issue.js'
import { readLines } from '../../process/read-lines.js'
import type { GateFault, GateReply } from './gate-fault.js'
import { parseGateMessage } from './gate-messages.js'
import {
  type GateNames,
  type GateState,
  type Problem,
  type Question,
  receiveMessage,
  threadVanished,
} from './judge-message.js'

export type GateOptions = GateNames & {
  /** Called at the first fault, even if no question is pending. */
  onFault?: (fault: GateFault) => void
}

/** One thread's gate. One question at a time; after a fault every reply is that fault. */
export type Gate = {
  /** Null before the hello. */
  thread(): string | null
  lastGate(): string | null
  /** Whether the thread stands at its gate, as far as is known. */
  isParked(): boolean
  /** The first arrival, after the hello. */
  arrived: Promise<GateReply>
  /** Lets the thread run to its next gate. */
  go(): Promise<GateReply>
  /** Takes a new snapshot; the thread stays parked. */
  look(): Promise<GateReply>
  /** Opens the gate for good: the thread runs on and sends no more messages. */
  free(): void
  /** Ends the program. */
  abort(): void
}

const limitBytes = 1024 * 1024

/** Speaks the gate protocol on a socket that one thread of the program inherited. */
export function openGate(socket: Duplex, options: GateOptions): Gate {
  const state: GateState = {
    thread: null,
    lastGate: null,
    question: null,
    fault: null,
    open: false,
  }
  listen(socket, state, options)
  return {
    thread: () => state.thread,
    lastGate: () => state.lastGate,
    isParked: () => state.lastGate !== null && state.question === null && !state.open,
    arrived: ask(state, 'at'),
    go: () => ask(state, 'at', () => socket.write('go\n')),
    look: () => ask(state, 'look', () => socket.write('look\n')),
    free: () => leave(state, () => socket.write('free\n')),
    abort: () => leave(state, () => socket.write('abort\n')),
  }
}

function listen(socket: Duplex, state: GateState, options: GateOptions): void {
  const fail = (problem: Problem) => {
    if (state.fault !== null || state.open) return
    const { thread, lastGate } = state
    state.fault = { ...problem, thread, lastGate }
    stop()
    answer(state, state.fault)
    options.onFault?.(state.fault)
  }
  const stop = readLines(socket, limitBytes, {
    line: (line) => {
      const reply = receiveMessage(state, parseGateMessage(line), options)
      if (reply?.kind === 'parked') answer(state, reply)
      else if (reply !== null) fail(reply)
    },
    tooLong: (start) =>
      fail({
        kind: 'too-long',
        expected: `a line of at most ${limitBytes} bytes`,
        actual: `${start}...`,
      }),
    end: (rest) =>
      fail(
        rest === ''
          ? threadVanished(state)
          : { kind: 'truncated', expected: 'a whole line', actual: brief(rest) },
      ),
  })
}

function ask(state: GateState, wants: Question['wants'], send = () => {}): Promise<GateReply> {
  if (state.fault !== null) return Promise.resolve(state.fault)
  if (state.question !== null || state.open) {
    const actual = state.open ? 'a gate that is open for good' : 'a running thread'
    throw new PeerupError(
      'gate',
      `expected ${state.thread ?? 'a thread'} parked for "${wants}", got ${actual}`,
    )
  }
  return new Promise((resolve) => {
    state.question = { wants, answer: resolve }
    send()
  })
}

function answer(state: GateState, reply: GateReply): void {
  const { question } = state
  state.question = null
  question?.answer(reply)
}

function leave(state: GateState, send: () => void): void {
  state.open = true
  if (state.fault === null) send()
}
