import { PeerupError } from '../core/error.js'
import { elementsOf } from '../core/function-entries.js'
import type { Behaviour } from '../core/trace-of.js'
import type { Value } from '../core/value.js'
import {
  type AllInvariantsRequest,
  allInvariants,
  allInvariantsRun,
  violatesTag,
} from './all-invariants-module.js'
import type { TlcOptions } from './command.js'
import { createFindingsCollector } from './output/findings-collector.js'
import { finishedRun } from './output/finished-run.js'
import { printedTuples } from './output/printed-tuples.js'
import { statisticsOf } from './output/read-output.js'
import { concludeViolations, type Violated } from './output/verdict.js'
import { streamTlc } from './run.js'

export type { AllInvariantsRequest } from './all-invariants-module.js'

export type AllInvariantsResult = {
  /** TLC's version. */
  version: string
  /** The shortest counterexample of each violated invariant, by its name. */
  violated: ReadonlyMap<string, Behaviour>
  /** Whether every temporal property holds; null without one in the request. */
  live: boolean | null
  /** Distinct states of the whole graph, and its depth. */
  states: number
  depth: number | null
  seconds: number
}

/**
 * Searches the whole graph once for the first violation of every invariant; a run for each invariant
 * would search it again. TLC checks one common invariant that prints which ones a state violates for
 * the first time, and goes on after a violation (`-continue`). Its breadth-first search with one
 * worker makes the first violation a shortest one. Throws a PeerupError as `runTlc`, also `tlc` for a
 * violation outside of the request.
 */
export async function checkAllInvariants(
  request: AllInvariantsRequest,
  options: TlcOptions,
): Promise<AllInvariantsResult> {
  const found = await search(request, options)
  if (found.isWhole) return found
  // A violated temporal property ends the search, even with -continue, and TLC looks for one meanwhile.
  const whole = await search({ ...request, properties: [] }, options)
  if (whole.isWhole) return { ...whole, live: found.live }
  throw new PeerupError('tlc', 'expected TLC to look at every state, got states left on its queue')
}

async function search(
  request: AllInvariantsRequest,
  options: TlcOptions,
): Promise<AllInvariantsResult & { isWhole: boolean }> {
  const collector = createFindingsCollector(options.onProgress, { several: true })
  const mode = ['-seed', '1', '-continue']
  const exit = await streamTlc(collector, allInvariantsRun(request), options, mode)
  const findings = finishedRun(collector, exit)
  const violations = concludeViolations(findings)
  const printed = printedTuples(findings.outside, violatesTag)
  const isWhole = (findings.statistics?.queued ?? 0) === 0
  return { ...statisticsOf(findings), ...attribute(request, violations, printed), isWhole }
}

/** Attributes each violation to the invariants whose numbers its state printed. */
function attribute(
  { invariants, properties }: AllInvariantsRequest,
  violations: readonly Violated[],
  printed: readonly Value[][],
) {
  const safety = violations.filter(({ what }) => what === 'invariant')
  const others = violations.filter(({ what }) => what !== 'invariant')
  const foreign = safety.some(({ property }) => property !== allInvariants)
  if (safety.length !== printed.length || foreign) {
    throw unexpected(`${printed.length} violations of ${allInvariants}`, violations)
  }
  if (others.some(({ what }) => what !== 'temporal') || (others.length > 0 && !properties.length)) {
    throw unexpected('violations of the requested properties alone', others)
  }
  const violated = new Map<string, Behaviour>()
  for (const [index, { behaviour }] of safety.entries()) {
    for (const number of numbersIn(printed[index]?.[0])) {
      const name = invariants[number - 1]
      if (name === undefined) throw unexpected(`numbers of ${invariants.length} invariants`, safety)
      // Registers belong to one thread each: another may print an initial state's violation again.
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

function unexpected(expected: string, violations: readonly Violated[]): PeerupError {
  const actual = violations.map(({ what, property }) => `${what} ${property ?? ''}`).join(', ')
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`)
}
