import { z } from 'zod'

/** How many frames of the traffic came out of interface `out`; the first at `firstUs` of CLOCK_MONOTONIC. */
const arrival = z.strictObject({
  out: z.string(),
  count: z.int(),
  firstUs: z.int().nullable(),
})

/** One way through a pair: `through` of its `flows` had a frame come out, the first after `firstMs`. */
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

/** The injector's replies to the commands about traffic; schemas for a union. */
export const flowReplies = [
  z.strictObject({ traffic: z.literal('running') }),
  z.strictObject({ arrivals: z.array(arrival) }),
  z.strictObject({ stopped: z.strictObject({ sent: z.int(), seconds: z.number() }) }),
  z.strictObject({ reach: z.array(way), startUs: z.int() }),
] as const
