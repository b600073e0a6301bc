import { PeerupError } from '../../core/error.js'
import type { Behaviour } from '../../core/trace-of.js'
import { parseState } from './parse-value.js'
import type { ToolMessage } from './tool-messages.js'

export type BehaviourMessages = {
  states: ToolMessage[]
  stuttering: ToolMessage | null
  back: ToolMessage | null
}

/**
 * Reads the states that TLC prints after a violation, and how they go on. Throws a PeerupError `tlc`
 * with the line of TLC's output for a missing or unreadable one.
 */
export function readBehaviour({ states, stuttering, back }: BehaviourMessages): Behaviour {
  const read = states.map(readNumberedState)
  const loop = back === null ? null : readBack(back, read.length)
  if (stuttering !== null) expectNumber(stuttering, read.length + 1)
  return { states: read, loop, stuttering: stuttering !== null }
}

/** The initial state that a violation quotes after its first line. Throws as `readBehaviour`. */
export function readQuotedState(message: ToolMessage): Behaviour {
  const [, ...lines] = message.text.split('\n')
  const state = parseState(lines.join('\n'), { line: message.line + 2, column: 1 })
  return { states: [{ action: null, state }], loop: null, stuttering: false }
}

function readNumberedState(message: ToolMessage, index: number): Behaviour['states'][number] {
  expectNumber(message, index + 1)
  const [head = '', ...lines] = message.text.split('\n')
  const label = head.slice(head.indexOf(':') + 1).trim()
  const state = parseState(lines.join('\n'), { line: message.line + 2, column: 1 })
  return { action: index === 0 ? null : actionOf(label, message), state }
}

/**
 * The action's name in `<Switch line 9, col 14 to ...>` or, from a newer TLC, `<Switch(kitchen) line
 * 9, ...>`. An older TLC prints no arguments, so this drops them.
 */
function actionOf(label: string, message: ToolMessage): string {
  const location = / line \d+, col \d+ to line \d+, col \d+ of module \w+>$/.exec(label)
  const call = label.slice(1, location?.index)
  const name = call.includes('(') ? call.slice(0, call.indexOf('(')) : call
  if (!label.startsWith('<') || location === null || !/^[\w!]+$/.test(name)) {
    throw mismatch('<Action line ..., col ... of module ...>', label, message)
  }
  return name
}

/** `4: Back to state: <...>` counts from 1; the loop's index counts from 0. */
function readBack(message: ToolMessage, length: number): number {
  const number = numberOf(message)
  if (number >= 1 && number <= length) return number - 1
  throw mismatch(`a way back to one of ${length} states`, `state ${number}`, message)
}

function expectNumber(message: ToolMessage, expected: number): void {
  const number = numberOf(message)
  if (number !== expected) throw mismatch(`state ${expected}`, `state ${number}`, message)
}

function numberOf(message: ToolMessage): number {
  const digits = /^(\d+):/.exec(message.text)?.[1]
  if (digits === undefined) throw mismatch('the number of a state', message.text, message)
  return Number(digits)
}

function mismatch(expected: string, actual: string, { line }: ToolMessage): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`, {
    where: { line: line + 1 },
  })
}
