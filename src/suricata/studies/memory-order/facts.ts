import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { parseValue } from '../../../tlc/output/parse-value.js'
import { tuplesIn } from '../../../tlc/output/printed-tuples.js'

/** A line of `Report`: an outcome of a case, or something that can happen under a memory model. */
export type Fact =
  | {
      kind: 'outcome'
      family: string
      orders: string
      memory: string
      outcome: string
      /** Whether the outcome satisfies `OrderKept` of Publication.tla. */
      kept: boolean
      steps: number
    }
  | { kind: 'can'; memory: string; what: string; steps: number }

const outcome = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.boolean(),
  z.number().int().positive(),
])
const can = z.tuple([z.literal('can'), z.string(), z.string(), z.number().int().positive()])

/** The facts among the lines outside of TLC's tool messages. Throws a PeerupError `tlc` for a malformed tuple. */
export function readFacts(outside: readonly string[]): Fact[] {
  return tuplesIn(outside).map((text) => {
    const items = parseValue(text)
    const possibility = can.safeParse(items)
    if (possibility.success) {
      const [, memory, what, steps] = possibility.data
      return { kind: 'can', memory, what, steps }
    }
    const result = outcome.safeParse(items)
    if (!result.success) throw unexpected(text)
    const [family, orders, memory, name, kept, steps] = result.data
    return { kind: 'outcome', family, orders, memory, outcome: name, kept, steps }
  })
}

const unexpected = (text: string) =>
  new PeerupError('tlc', `expected a line of Report, got ${text.trim()}`)
