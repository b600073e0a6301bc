import type { TlcRequest } from './command.js'
import { moduleRequest } from './module-request.js'

/** The claims of one search, over a module of the specification. */
export type AllInvariantsRequest = {
  specFolder: string
  module: string
  /** Definitions for the constants' values, unless the module has them. */
  definitions?: readonly string[]
  constants: { readonly [name: string]: string }
  specification: string
  invariants: readonly string[]
  /** Temporal properties that are expected to hold: TLC names none of several violated ones. */
  properties: readonly string[]
  /** Whether a state without a successor is a violation. */
  deadlock: boolean
  /** See `TlcRequest`. */
  large?: boolean
}

/** The module and its one invariant, as TLC names the latter in a violation. */
export const allInvariants = 'AllInvariants'

/** The tag of the tuple that each violation prints: `<<"violates", {2, 5}>>`, numbers from 1. */
export const violatesTag = 'violates'

/** The run for a request: one invariant stands for all of them. */
export const allInvariantsRun = ({
  module,
  definitions = [],
  invariants,
  large = false,
  ...rest
}: AllInvariantsRequest): TlcRequest => ({
  ...moduleRequest({
    ...rest,
    name: allInvariants,
    base: `${module}, TLC`,
    definitions: [...definitions, ...definitionsOf(invariants)],
    invariants: [allInvariants],
  }),
  large,
})

/** Far from a specification's own registers: `TLCSet` takes numbers, no names. */
const firstRegister = 1_000_001

/**
 * A register for each invariant keeps whether an earlier state violated it. The common invariant is
 * false in a state that violates one for the first time. `\E new \in {New}` evaluates New once: the
 * registers change while `Note` runs.
 */
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
    `Note(new) == ${[`PrintT(<<"${violatesTag}", new>>)`, ...notes].join(' /\\ ')}`,
    `${allInvariants} == \\E new \\in {New} : new = {} \\/ (Note(new) /\\ FALSE)`,
  ]
}
