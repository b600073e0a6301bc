import { PeerupError } from '../../core/error.js'
import type { Behaviour } from '../../core/trace-of.js'
import { parseState } from './parse-value.js'
import type { ToolMessage } from './tool-messages.js'

export type BehaviourMessages = {
  states: ToolMessage[]
  stuttering: ToolMessage | null
  back: ToolMessage | null
}

/** Reads the states that follow a violation. Throws a PeerupError `tlc` if one is missing or unreadable. */
export function readBehaviour(frames: BehaviourMessages): Behaviour {
  const states = frames.states.map(readNumberedState)
  const loop = frames.back === null ? null : readBack(frames.back, states.length)
  if (frames.stuttering !== null) expectNumber(frames.stuttering, states.length + 1)
  return { states, loop, stuttering: frames.stuttering !== null }
}

/** The state that a message quotes after its first line: one that is false in the initial state. */
export function readQuotedState(frame: ToolMessage): Behaviour {
  const [, ...lines] = frame.text.split('\n')
  const state = parseState(lines.join('\n'), { line: frame.line + 2, column: 1 })
  return { states: [{ action: null, state }], loop: null, stuttering: false }
}

function readNumberedState(frame: ToolMessage, index: number): Behaviour['states'][number] {
  expectNumber(frame, index + 1)
  const [head = '', ...lines] = frame.text.split('\n')
  const label = head.slice(head.indexOf(':') + 1).trim()
  const state = parseState(lines.join('\n'), { line: frame.line + 2, column: 1 })
  return { action: index === 0 ? null : actionOf(label, frame), state }
}

/**
 * The action's name in `<Switch line 9, col 14 to ...>` or, from a newer TLC, `<Switch(kitchen) line
 * 9, ...>`. The older one does not print arguments, so the reader does not keep them either.
 */
function actionOf(label: string, frame: ToolMessage): string {
  const location = / line \d+, col \d+ to line \d+, col \d+ of module \w+>$/.exec(label)
  const call = label.slice(1, location?.index)
  const name = call.includes('(') ? call.slice(0, call.indexOf('(')) : call
  if (!label.startsWith('<') || location === null || !/^[\w!]+$/.test(name)) {
    throw wrong(`expected <Action line ..., col ... of module ...>, got ${label}`, frame)
  }
  return name
}

/** `4: Back to state: <...>` counts from 1; the loop's index counts from 0. */
function readBack(frame: ToolMessage, length: number): number {
  const number = numberOf(frame)
  if (number < 1 || number > length) {
    throw wrong(`expected to go back to one of ${length} states, got state ${number}`, frame)
  }
  return number - 1
}

function expectNumber(frame: ToolMessage, expected: number): void {
  const number = numberOf(frame)
  if (number !== expected) throw wrong(`expected state ${expected}, got state ${number}`, frame)
}

function numberOf(frame: ToolMessage): number {
  const digits = /^(\d+):/.exec(frame.text)?.[1]
  if (digits === undefined) throw wrong(`expected the number of a state, got ${frame.text}`, frame)
  return Number(digits)
}

function wrong(message: string, frame: ToolMessage): PeerupError {
  return new PeerupError('tlc', message, { where: { line: frame.line + 1 } })
}
