import { z } from 'zod'

const verdict = z.enum(['holds', 'violated'])

const leftOutRow = z.strictObject({
  case: z.string(),
  variant: z.string(),
  /** Whether the case's change is made. */
  changed: z.boolean(),
  expected: verdict,
  verdict,
  why: z.string(),
  /** Whether the case occurred in some behaviour, and frames were forwarded nonetheless. */
  happened: z.boolean(),
  /** The shortest counterexample, a step each; null if the claim holds. */
  counterexample: z.array(z.string()).nullable(),
})

export const leftOutResult = z.strictObject({
  format: z.literal('peerup-left-out-result/1'),
  tlc: z.string(),
  /** Distinct states of all questions together. */
  states: z.number().int(),
  seconds: z.number(),
  rows: z.array(leftOutRow),
})

export type LeftOutRow = z.infer<typeof leftOutRow>
export type LeftOutResult = z.infer<typeof leftOutResult>

/** Whether a row has the argued verdict, and not because nothing happened. */
export const leftOutRowIsAsExpected = ({ expected, verdict, happened }: LeftOutRow): boolean =>
  verdict === expected && happened

/** A sentence for each row that is otherwise than argued. */
export const leftOutDeviations = ({ rows }: LeftOutResult): string[] =>
  rows
    .filter((row) => !leftOutRowIsAsExpected(row))
    .map((row) => {
      const change = row.changed ? ' with its change' : ''
      const actual = row.happened ? row.verdict : `${row.verdict}, and the case never occurs`
      return `${row.case} in ${row.variant}${change}: expected ${row.expected}, got ${actual}`
    })
