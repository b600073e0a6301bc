import { z } from 'zod'

export const shapes = ['MP', 'SB'] as const
export const orders = ['relaxed', 'release-acquire', 'seq_cst'] as const

export type Shape = (typeof shapes)[number]
export type Order = (typeof orders)[number]

/** The run that shows whether this test can observe a reordering at all: a load passes an earlier store. */
export const control = { shape: 'SB', order: 'relaxed' } as const

export const litmusRow = z.strictObject({
  shape: z.enum(shapes),
  order: z.enum(orders),
  total: z.number().int(),
  seconds: z.number(),
  cpus: z.array(z.number().int()),
  seed: z.number().int(),
  outcomes: z.array(
    z.strictObject({
      outcome: z.string(),
      observed: z.number().int(),
      /** Whether this machine's memory model has a behaviour with this outcome. */
      allowed: z.boolean(),
      /** Whether no interleaving of the programs explains the outcome. */
      weak: z.boolean(),
    }),
  ),
  instructions: z.array(z.strictObject({ name: z.string(), instructions: z.array(z.string()) })),
})

export const litmusResult = z.strictObject({
  format: z.literal('peerup-litmus/1'),
  architecture: z.string(),
  processor: z.string(),
  /** The memory model that the counts are compared with. */
  memory: z.string(),
  rows: z.array(litmusRow),
  /** How often the control had its weak outcome. */
  control: z.number().int(),
})

export type LitmusRow = z.infer<typeof litmusRow>
export type LitmusResult = z.infer<typeof litmusResult>

/**
 * The outcomes that the memory model forbids, and a control that shows no reordering; a sentence each,
 * none if the run is as expected.
 */
export function litmusFindings({ rows, control: weakOutcomes, memory }: LitmusResult): string[] {
  const forbidden = rows.flatMap(({ shape, order, outcomes }) =>
    outcomes.flatMap(({ outcome, observed, allowed }) =>
      observed > 0 && !allowed
        ? [
            `${shape} ${order}: ${outcome} occurred ${observed} times, although ${memory} forbids it`,
          ]
        : [],
    ),
  )
  const blind = `the control ${control.shape} ${control.order} never had the outcome 0:0: this run cannot observe reordering`
  return [...forbidden, ...(weakOutcomes > 0 ? [] : [blind])]
}
