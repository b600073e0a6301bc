import { PeerupError } from '../core/error.js'
import { elementsOf } from '../core/function-entries.js'
import type { Behaviour } from '../core/trace-of.js'
import type { Value } from '../core/value.js'
import type { TlcOptions, TlcRequest } from './command.js'
import { moduleRequest } from './module-request.js'
import { createFindingsCollector } from './output/findings.js'
import { printedTuples } from './output/printed-tuples.js'
import { endOf, numbersOf } from './output/read-output.js'
import { concludeViolations, type Violated } from './output/verdict.js'
import { streamTlc } from './run.js'

/** What is asked in one run: the specification with its constants, and claims by name. */
export type AllInvariantsRequest = {
  specFolder: string
  module: string
  /** What the constants are given for, if not of the module. */
  definitions?: readonly string[]
  constants: { readonly [name: string]: string }
  specification: string
  invariants: readonly string[]
  /** Temporal properties, which are expected to hold: of several that do not, TLC names none. */
  properties: readonly string[]
  /** Whether a state without a successor is a violation. */
  deadlock: boolean
}

export type AllInvariantsResult = {
  version: string
  /** The shortest counterexample of each invariant that has one. */
  violated: ReadonlyMap<string, Behaviour>
  /** Whether every temporal property holds; null if none was asked. */
  live: boolean | null
  /** Distinct states of the whole graph, and its depth. */
  states: number
  depth: number | null
  seconds: number
}

/**
 * Searches the whole graph once and collects the first violation of each invariant, where a run for
 * each of them would search it again. All of them are one invariant to TLC, violated in the states
 * where one of them is for the first time; it prints which, and TLC goes on after that
 * (`-continue`). The search is breadth first, so the first violation is a shortest one.
 */
export async function checkAllInvariants(
  request: AllInvariantsRequest,
  options: TlcOptions,
): Promise<AllInvariantsResult> {
  const gatherer = createFindingsCollector(options.onProgress, { several: true })
  const ending = await streamTlc(gatherer, requestOf(request), options, ['-seed', '1', '-continue'])
  const findings = endOf(gatherer, ending)
  const violations = concludeViolations(findings)
  const told = printedTuples(findings.outside, 'violates')
  return { ...numbersOf(findings), ...sorted(request, violations, told) }
}

const root = 'AllInvariants'

function sorted(
  { invariants, properties }: AllInvariantsRequest,
  violations: readonly Violated[],
  told: readonly Value[][],
) {
  const ends = violations.filter(({ what }) => what === 'invariant')
  const others = violations.filter(({ what }) => what !== 'invariant')
  if (ends.length !== told.length || ends.some(({ property }) => property !== root)) {
    throw unexpected(`${told.length} violations of ${root}`, violations)
  }
  if (others.some(({ what }) => what !== 'temporal') || (others.length > 0 && !properties.length)) {
    throw unexpected('a violation of what was asked', others)
  }
  const violated = new Map<string, Behaviour>()
  for (const [index, { behaviour }] of ends.entries()) {
    for (const number of numbersIn(told[index]?.[0])) {
      const name = invariants[number - 1]
      if (name === undefined) throw unexpected('invariants by their numbers', ends)
      // Registers are each thread's own: what an initial state violates may be told again.
      if (!violated.has(name)) violated.set(name, behaviour)
    }
  }
  return { violated, live: properties.length === 0 ? null : others.length === 0 }
}

function numbersIn(set: Value | undefined): number[] {
  const elements = (set === undefined ? null : elementsOf(set)) ?? []
  const numbers = elements.filter((element) => typeof element === 'number')
  if (numbers.length > 0 && numbers.length === elements.length) return numbers
  throw new PeerupError('tlc', `expected a set of numbers, got ${JSON.stringify(set)}`)
}

function unexpected(expected: string, came: readonly Violated[]): PeerupError {
  const told = came.map(({ what, property }) => `${what} ${property ?? ''}`).join(', ')
  return new PeerupError('tlc', `expected ${expected}, got ${told}`)
}

const requestOf = ({
  module,
  definitions = [],
  invariants,
  ...asked
}: AllInvariantsRequest): TlcRequest =>
  moduleRequest({
    ...asked,
    name: root,
    base: `${module}, TLC`,
    definitions: [...definitions, ...definitionsOf(invariants)],
    invariants: [root],
  })

/** Far from those that a specification may use itself: `TLCSet` knows no names. */
const firstRegister = 1_000_001

/** A register for each invariant says whether it was violated before; a bound name keeps its value. */
function definitionsOf(invariants: readonly string[]): readonly string[] {
  const numbered = invariants.map((name, index) => ({ name, number: index + 1 }))
  const register = (number: number) => firstRegister + number
  const starts = numbered.map(({ number }) => `ASSUME TLCSet(${register(number)}, FALSE)`)
  const news = numbered.map(
    ({ name, number }) => `(IF ~${name} /\\ ~TLCGet(${register(number)}) THEN {${number}} ELSE {})`,
  )
  const notes = numbered.map(
    ({ number }) =>
      `TLCSet(${register(number)}, TLCGet(${register(number)}) \\/ ${number} \\in new)`,
  )
  return [
    ...starts,
    `New == ${['{}', ...news].join(' \\cup ')}`,
    `Note(new) == ${[`PrintT(<<"violates", new>>)`, ...notes].join(' /\\ ')}`,
    `${root} == \\E new \\in {New} : new = {} \\/ (Note(new) /\\ FALSE)`,
  ]
}
