import { PeerupError } from '../../core/error.js'
import type { Value } from '../../core/value.js'
import { parseValue } from './parse-value.js'

/**
 * What a specification printed with `PrintT(<<"tag", ...>>)`: the values behind the tag, a list a line,
 * in the order of printing. Throws a PeerupError `tlc` for a line of that tag that is no tuple.
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

/** The text of each tuple that was printed, whatever it is of. */
export const tuplesIn = (outside: readonly string[]): string[] =>
  outside.flatMap((line, index) => (line.startsWith('<<') ? [wholeFrom(outside, index)] : []))

/** TLC wraps what is longer than a line: `<< "tag",`, and the rest indented. */
function wholeFrom(outside: readonly string[], index: number): string {
  const after = outside.slice(index + 1)
  const end = after.findIndex((line) => !line.startsWith(' '))
  return [outside[index], ...(end < 0 ? after : after.slice(0, end))].join('\n')
}

const isTuple = (value: Value): value is readonly Value[] => Array.isArray(value)
