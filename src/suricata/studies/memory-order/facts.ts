import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { parseValue } from '../../../tlc/output/parse-value.js'
import { tuplesIn } from '../../../tlc/output/printed-tuples.js'

/** What `Report` printed: an outcome of a case, or something that can happen under a memory model. */
export type Fact =
  | {
      kind: 'outcome'
      family: string
      orders: string
      memory: string
      outcome: string
      /** Whether the outcome is one that the order of both programs allows. */
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

/** Reads the tuples among the lines that TLC printed outside of its frames; a broken one is an error. */
export function readFacts(outside: readonly string[]): Fact[] {
  return tuplesIn(outside).map((text) => {
    const items = parseValue(text)
    const one = can.safeParse(items)
    if (one.success) {
      const [, memory, what, steps] = one.data
      return { kind: 'can', memory, what, steps }
    }
    const other = outcome.safeParse(items)
    if (!other.success) throw unexpected(text)
    const [family, orders, memory, name, kept, steps] = other.data
    return { kind: 'outcome', family, orders, memory, outcome: name, kept, steps }
  })
}

const unexpected = (text: string) =>
  new PeerupError('tlc', `expected a fact that Report prints, got ${text.trim()}`)
