import { z } from 'zod'
import { canonical } from '../../../core/canonical-value.js'
import { PeerupError } from '../../../core/error.js'
import { printedTuples } from '../../../tlc/output/printed-tuples.js'
import type { TlcResult } from '../../../tlc/output/read-output.js'
import { type SafetyRow, safetyProperty, stuckProperty } from './result.js'

const number = z.number().int().nonnegative()
const count = z.number().int().positive()

/** The lines that Survey.tla prints when its clock reaches the horizon, by tag. */
const surveyed = z.tuple([z.strictObject({ '#set': z.tuple([z.number().int()]) }), count])
const found = z.tuple([count, count, number, number])
const broken = z.tuple([count, z.union([safetyProperty, stuckProperty]), number])

export type Note = Pick<SafetyRow, 'states' | 'depth' | 'violated' | 'stuck'>

/**
 * The notes of a survey on each of its `count` questions. Throws a PeerupError `tlc` if the search
 * stopped early, if a line is lost, unknown or repeated, or if the notes do not cover all states.
 */
export function readSurvey(
  result: TlcResult,
  { count, horizon }: { count: number; horizon: number },
): Note[] {
  if (result.verdict.kind !== 'holds')
    throw unreadable('a search through all states', result.verdict.what)
  const { skew, lines, breaks } = linesOf(result.outside)
  const notes = Array.from({ length: count }, (_, index) => {
    const [own, ...others] = lines.filter(([question]) => question === index + 1)
    if (own === undefined || others.length > 0)
      throw unreadable(`one note of question ${index + 1}`, `${others.length + Number(!!own)}`)
    const [question, states, last, properties] = own
    const violated = breaks
      .filter(([of]) => of === question)
      .map(([, property, level]) => [property, level + skew] as const)
    const distinct = new Set(violated.map(([property]) => property)).size
    if (violated.length !== properties || distinct !== properties)
      throw unreadable(`${properties} violations of question ${question}`, `${violated.length}`)
    const isStuck = ([property]: readonly [string, number]) =>
      stuckProperty.safeParse(property).success
    return {
      ...{ states, depth: last + skew },
      violated: Object.fromEntries(violated.filter((one) => !isStuck(one))),
      stuck: Object.fromEntries(violated.filter(isStuck)),
    }
  })
  expectAll(result.states, notes, horizon)
  return notes
}

/** Every state but the clock's belongs to one question, so the sum shows whether states are missing. */
function expectAll(states: number, notes: readonly Note[], horizon: number): void {
  const sum = notes.reduce((sum, note) => sum + note.states, 0)
  if (sum + horizon === states) return
  const actual = `${sum}: some states lie deeper than the horizon of ${horizon}`
  throw unreadable(`notes of ${states - horizon} states`, actual)
}

function linesOf(outside: readonly string[]) {
  const heads = parsed(outside, 'surveyed', surveyed)
  const lines = parsed(outside, 'found', found)
  const breaks = parsed(outside, 'broken', broken)
  const [head] = heads
  const known = heads.length + lines.length + breaks.length
  if (head === undefined || heads.length !== 1 || outside.length !== known)
    throw unreadable('the lines of one survey', `${heads.length} and ${outside.length} lines`)
  const [{ '#set': skews }, questions] = head
  const violations = lines.reduce((sum, [, , , properties]) => sum + properties, 0)
  if (breaks.length !== violations) throw unreadable(`${violations} violations`, `${breaks.length}`)
  if (lines.length !== questions) throw unreadable(`${questions} notes`, `${lines.length}`)
  return { skew: skews[0], lines, breaks }
}

function parsed<Line>(outside: readonly string[], tag: string, schema: z.ZodType<Line>): Line[] {
  return printedTuples(outside, tag).map((tuple) => {
    const line = schema.safeParse(tuple.map(canonical))
    if (line.success) return line.data
    throw unreadable(`a line "${tag}" of a survey`, z.prettifyError(line.error))
  })
}

function unreadable(expected: string, actual: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected}, got ${actual}`)
}
