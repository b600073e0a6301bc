import { PeerupError } from '../../core/error.js'
import type { Behaviour } from '../../core/trace-of.js'
import { type BehaviourMessages, readBehaviour, readQuotedState } from './behaviour.js'
import type { Findings } from './findings.js'
import type { ToolMessage } from './tool-messages.js'

export type TlcVerdict = { kind: 'holds' } | ({ kind: 'violated' } & Violated)

export type Violated = { what: Violation; property: string | null; behaviour: Behaviour }

export type Violation = 'invariant' | 'temporal' | 'deadlock' | 'assertion' | 'action-property'

/** The verdict of a finished run. Throws a PeerupError `tlc` if its messages contradict each other. */
export function concludeVerdict(findings: Findings): TlcVerdict {
  const { violation, success } = findings
  if (violation !== null) {
    if (success !== null) throw contradiction('one verdict', 'a violation and a success')
    return { kind: 'violated', ...readViolation(findings, violation) }
  }
  if (success === null) throw contradiction('a verdict', 'none')
  if (findings.states.length > 0) throw contradiction('no behaviour with a success', 'one')
  if (findings.statistics === null)
    throw contradiction('the number of states with a success', 'none')
  return { kind: 'holds' }
}

/**
 * Every violation of a finished run that goes on after each, in TLC's order. Throws a PeerupError
 * `tlc` without the number of states, which TLC prints after a whole search.
 */
export function concludeViolations(findings: Findings): Violated[] {
  if (findings.statistics === null) throw contradiction('the number of states', 'none')
  const { violation, states, stuttering, back } = findings
  const last = violation === null ? [] : [{ violation, states, stuttering, back }]
  return [...findings.before, ...last].map((one) => readViolation(one, one.violation))
}

type ViolationReader = {
  what: Violation
  property: (message: ToolMessage) => string | null
  behaviour: (messages: BehaviourMessages, message: ToolMessage) => Behaviour
}

const unnamed = () => null
const quoted = (_: BehaviourMessages, message: ToolMessage) => readQuotedState(message)

/** By message code. */
const violationReaders: { readonly [code: number]: ViolationReader } = {
  2107: { what: 'invariant', property: nameAfter('Invariant'), behaviour: quoted },
  2108: { what: 'temporal', property: nameAfter('Property'), behaviour: quoted },
  2110: { what: 'invariant', property: nameAfter('Invariant'), behaviour: finite },
  2111: { what: 'assertion', property: nameAfter('Evaluating invariant'), behaviour: finite },
  2112: { what: 'action-property', property: nameAfter('Action property'), behaviour: finite },
  2113: { what: 'assertion', property: nameAfter('Evaluating action property'), behaviour: finite },
  2114: { what: 'deadlock', property: unnamed, behaviour: finite },
  2116: { what: 'temporal', property: temporalName, behaviour: infinite },
  2132: { what: 'assertion', property: unnamed, behaviour: finite },
}

function readViolation(messages: BehaviourMessages, message: ToolMessage): Violated {
  const reader = violationReaders[message.code]
  if (reader === undefined) throw contradiction('a known violation', `message ${message.code}`)
  const property = reader.property(message)
  return { what: reader.what, property, behaviour: reader.behaviour(messages, message) }
}

/** The word behind `before` at the start of a message; TLA+ names have no spaces. */
function nameAfter(before: string): (message: ToolMessage) => string {
  return ({ text }) => {
    const name = text.startsWith(`${before} `) ? text.slice(before.length + 1).split(/\s/)[0] : ''
    if (name === undefined || name === '') throw contradiction(`a name after "${before}"`, text)
    return name
  }
}

/** Null if TLC names none: the Maven jar never does, a newer TLC does not if it checked several. */
function temporalName({ text }: ToolMessage): string | null {
  return /^Temporal property (\S+) was violated\./.exec(text)?.[1] ?? null
}

function finite(messages: BehaviourMessages): Behaviour {
  const behaviour = readBehaviour(messages)
  if (behaviour.states.length === 0) throw contradiction('the states up to the violation', 'none')
  if (behaviour.loop !== null || behaviour.stuttering) {
    throw contradiction('a finite behaviour', 'an endless one')
  }
  return behaviour
}

function infinite(messages: BehaviourMessages): Behaviour {
  const behaviour = readBehaviour(messages)
  if (behaviour.states.length === 0) throw contradiction('the states of a counterexample', 'none')
  if ((behaviour.loop === null) !== behaviour.stuttering) {
    throw contradiction('a behaviour that loops or stutters', 'a finite one')
  }
  return behaviour
}

const exitCodes: Record<Violation, number> = {
  deadlock: 11,
  invariant: 12,
  temporal: 13,
  'action-property': 13,
  assertion: 14,
}

/** Throws a PeerupError `tlc` if TLC's exit code contradicts its output. */
export function expectExitCode(verdict: TlcVerdict, code: number | null): void {
  const expected = verdict.kind === 'holds' ? 0 : exitCodes[verdict.what]
  if (code === expected) return
  const result = verdict.kind === 'holds' ? 'no error' : `a violation (${verdict.what})`
  throw contradiction(`exit code ${expected} after ${result}`, `exit code ${code}`)
}

/** The error for two contradictory statements of TLC: a bug in TLC or in this reader, no verdict. */
export function contradiction(expected: string, actual: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`)
}
