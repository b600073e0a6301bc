import { z } from 'zod'

const count = z.number().int().nonnegative()
const seconds = z.number().nonnegative()

export const refinementRow = z.strictObject({
  variant: z.string(),
  /** The scenarios that were checked together. */
  scenario: z.string(),
  topology: z.string(),
  /** Whether every step of the full model is a step of the pair, for each pair in it. */
  verdict: z.enum(['holds', 'violated']),
  /** Of a violation, a description of the step that the pair lacks. */
  why: z.string().optional(),
  states: count,
  seconds,
})

const pairRow = z.strictObject({
  /** `v8.clean-start.any` */
  model: z.string(),
  variant: z.string(),
  scenario: z.string(),
  property: z.string(),
  expected: z.enum(['holds', 'violated']),
  verdict: z.enum(['holds', 'violated']),
  states: count,
  /** Depth of the state graph or, of a violation, states of the shortest counterexample. */
  depth: count.nullable(),
  seconds,
})

const concreteRow = z.strictObject({
  variant: z.string(),
  scenario: z.string(),
  property: z.string(),
  topology: z.string(),
  /** `spurious`: no behaviour of that size follows the pair's counterexample. */
  verdict: z.enum(['concrete', 'spurious']),
  /** Steps of the behaviour, those of all threads; null if there is none. */
  steps: count.nullable(),
  states: count,
  seconds,
})

/** The result of `checkEverySize`. */
export const everySizeResult = z.strictObject({
  format: z.literal('peerup-reduction/1'),
  tlc: z.string(),
  refinement: z.array(refinementRow),
  pair: z.array(pairRow),
  concrete: z.array(concreteRow),
  seconds,
})

export type EverySizeResult = z.infer<typeof everySizeResult>
export type RefinementRow = z.infer<typeof refinementRow>
export type PairRow = z.infer<typeof pairRow>
export type ConcreteRow = z.infer<typeof concreteRow>

export const refinementDeviations = (rows: readonly RefinementRow[]): string[] =>
  rows
    .filter(({ verdict }) => verdict !== 'holds')
    .map(({ variant, scenario, topology, why }) => {
      const reason = why === undefined ? '' : `: ${why}`
      return `${variant} in ${scenario} at ${topology} does not implement the pair${reason}`
    })

/** Where a result differs from what was argued, a sentence each. */
export function everySizeDeviations(result: EverySizeResult): string[] {
  const pair = result.pair
    .filter(({ expected, verdict }) => expected !== verdict)
    .map(({ model, property, expected, verdict }) => {
      return `${model}: expected ${property} to be ${expected}, got ${verdict}`
    })
  const concrete = result.concrete
    .filter(({ verdict }) => verdict !== 'concrete')
    .map(({ variant, scenario, property, topology }) => {
      return `${variant} in ${scenario}: expected the pair's violation of ${property} at ${topology} as well, found none`
    })
  return [...refinementDeviations(result.refinement), ...pair, ...concrete]
}
