import { PeerupError } from '../../core/error.js'
import type { Behaviour } from '../../core/trace-of.js'
import { type BehaviourMessages, readBehaviour, readQuotedState } from './behaviour.js'
import type { Findings } from './findings.js'
import type { ToolMessage } from './tool-messages.js'

export type TlcVerdict =
  | { kind: 'holds' }
  | { kind: 'violated'; what: Violation; property: string | null; behaviour: Behaviour }

export type Violation = 'invariant' | 'temporal' | 'deadlock' | 'assertion' | 'action-property'

/** The verdict of a run that came to its end. Throws a PeerupError `tlc` if its messages contradict each other. */
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

/** Each violation of a run that goes on after one; it says in the end that it came to its end. */
export function concludeViolations(findings: Findings): Violated[] {
  if (findings.statistics === null) throw contradiction('the number of states', 'none')
  const { violation, states, stuttering, back } = findings
  const last = violation === null ? [] : [{ violation, states, stuttering, back }]
  return [...findings.before, ...last].map((one) => readViolation(one, one.violation))
}

export type Violated = { what: Violation; property: string | null; behaviour: Behaviour }

function readViolation(findings: BehaviourMessages, frame: ToolMessage): Violated {
  switch (frame.code) {
    case 2107:
      return {
        what: 'invariant',
        property: nameIn(frame, 'Invariant'),
        behaviour: readQuotedState(frame),
      }
    case 2108:
      return {
        what: 'temporal',
        property: nameIn(frame, 'Property'),
        behaviour: readQuotedState(frame),
      }
    case 2110:
      return {
        what: 'invariant',
        property: nameIn(frame, 'Invariant'),
        behaviour: finite(findings),
      }
    case 2112:
      return {
        what: 'action-property',
        property: nameIn(frame, 'Action property'),
        behaviour: finite(findings),
      }
    case 2111:
      return {
        what: 'assertion',
        property: nameIn(frame, 'Evaluating invariant'),
        behaviour: finite(findings),
      }
    case 2113:
      return {
        what: 'assertion',
        property: nameIn(frame, 'Evaluating action property'),
        behaviour: finite(findings),
      }
    case 2114:
      return { what: 'deadlock', property: null, behaviour: finite(findings) }
    case 2116:
      return { what: 'temporal', property: temporalName(frame), behaviour: infinite(findings) }
    case 2132:
      return { what: 'assertion', property: null, behaviour: finite(findings) }
    default:
      throw contradiction('a violation that this reader knows', `message ${frame.code}`)
  }
}

/** The word that follows in a message; TLA+ names have no spaces. */
function nameIn(frame: ToolMessage, before: string): string {
  const name = frame.text.startsWith(`${before} `)
    ? frame.text.slice(before.length + 1).split(/\s/)[0]
    : ''
  if (name === undefined || name === '') throw contradiction(`a name after "${before}"`, frame.text)
  return name
}

/** The Maven jar names none, and a newer one all of several: then it is not known which one. */
function temporalName(frame: ToolMessage): string | null {
  return /^Temporal property (\S+) was violated\./.exec(frame.text)?.[1] ?? null
}

function finite(findings: BehaviourMessages): Behaviour {
  const behaviour = readBehaviour(findings)
  if (behaviour.states.length === 0) throw contradiction('the states up to the violation', 'none')
  if (behaviour.loop !== null || behaviour.stuttering) {
    throw contradiction('a behaviour that ends', 'one that goes on for ever')
  }
  return behaviour
}

function infinite(findings: BehaviourMessages): Behaviour {
  const behaviour = readBehaviour(findings)
  if (behaviour.states.length === 0) throw contradiction('the states of a counterexample', 'none')
  if ((behaviour.loop === null) !== behaviour.stuttering) {
    throw contradiction('a behaviour that goes back to a state or stutters', 'one that ends')
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

/** Throws a PeerupError `tlc` if the exit code says something else than the output. */
export function expectExitCode(verdict: TlcVerdict, code: number | null): void {
  const expected = verdict.kind === 'holds' ? 0 : exitCodes[verdict.what]
  if (code === expected) return
  const said = verdict.kind === 'holds' ? 'no error' : `a violation (${verdict.what})`
  throw contradiction(`exit code ${expected} after ${said}`, `exit code ${code}`)
}

/** TLC says two things that cannot both be so: a bug, in it or in this reader, and no verdict. */
export function contradiction(expected: string, got: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${got}`)
}
