import { z } from 'zod'

/** What came out of a pair of the frames of the traffic; `firstUs` is CLOCK_MONOTONIC. */
const arrival = z.strictObject({
  out: z.string(),
  count: z.int(),
  firstUs: z.int().nullable(),
})

/** One way through one pair: of how many flows a frame came out. */
const way = z.strictObject({
  in: z.string(),
  out: z.string(),
  flows: z.int(),
  through: z.int(),
  sent: z.int(),
  firstMs: z.number().nullable(),
})

export type Arrival = z.infer<typeof arrival>
export type ReachedWay = z.infer<typeof way>

/** The injector's answers to the commands about traffic. */
export const flowReplies = [
  z.strictObject({ traffic: z.literal('running') }),
  z.strictObject({ arrivals: z.array(arrival) }),
  z.strictObject({ stopped: z.strictObject({ sent: z.int(), seconds: z.number() }) }),
  z.strictObject({ reach: z.array(way), startUs: z.int() }),
] as const
