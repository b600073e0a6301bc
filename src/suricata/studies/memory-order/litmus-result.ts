import { z } from 'zod'

export const shapes = ['MP', 'SB'] as const
export const orders = ['relaxed', 'release-acquire', 'seq_cst'] as const

export type Shape = (typeof shapes)[number]
export type Order = (typeof orders)[number]

/** The run that shows that this test can see a reordering at all: a store passed by a later load. */
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
      /** Whether the model of this machine has a behaviour with it. */
      allowed: z.boolean(),
      /** Whether no order of the accesses as the programs have them explains it. */
      weak: z.boolean(),
    }),
  ),
  instructions: z.array(z.strictObject({ name: z.string(), instructions: z.array(z.string()) })),
})

export const litmusResult = z.strictObject({
  format: z.literal('peerup-litmus/1'),
  architecture: z.string(),
  processor: z.string(),
  /** The memory model that the counts are held against. */
  memory: z.string(),
  rows: z.array(litmusRow),
  /** How often the control showed its weak outcome. */
  control: z.number().int(),
})

export type LitmusRow = z.infer<typeof litmusRow>
export type LitmusResult = z.infer<typeof litmusResult>

/** What was seen that the model forbids, and whether the control showed; nothing of it is an error. */
export function litmusFindings({ rows, control: shown, memory }: LitmusResult): string[] {
  const forbidden = rows.flatMap(({ shape, order, outcomes }) =>
    outcomes.flatMap(({ outcome, observed, allowed }) =>
      observed > 0 && !allowed
        ? [`${shape} ${order}: ${outcome} was seen ${observed} times, which ${memory} forbids`]
        : [],
    ),
  )
  const blind = `the control, ${control.shape} ${control.order}, did not show 0:0: this run could see no reordering`
  return [...forbidden, ...(shown > 0 ? [] : [blind])]
}
