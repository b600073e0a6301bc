import { PeerupError } from '../../core/error.js'
import type { Value } from '../../core/value.js'
import { parseValue } from './parse-value.js'

/**
 * The tuples that a specification printed with `PrintT(<<"tag", ...>>)`, in order: a list of the values
 * behind the tag for each. Throws a PeerupError `tlc` for a line of that tag that is no tuple.
 */
export function printedTuples(outside: readonly string[], tag: string): Value[][] {
  const tagged = new RegExp(`^<< ?"${tag}"`)
  return tuplesIn(outside)
    .filter((text) => tagged.test(text))
    .map((text) => {
      const value = parseValue(text)
      if (isTuple(value)) return value.slice(1)
      throw new PeerupError('tlc', `expected a tuple after "${tag}", got ${text}`)
    })
}

/** The text of each printed tuple, of any tag. */
export const tuplesIn = (outside: readonly string[]): string[] =>
  outside.flatMap((line, index) => (line.startsWith('<<') ? [tupleAt(outside, index)] : []))

/** TLC wraps a long tuple: `<< "tag",`, and the rest indented. */
function tupleAt(outside: readonly string[], index: number): string {
  const after = outside.slice(index + 1)
  const end = after.findIndex((line) => !line.startsWith(' '))
  return [outside[index], ...(end < 0 ? after : after.slice(0, end))].join('\n')
}

const isTuple = (value: Value): value is readonly Value[] => Array.isArray(value)
