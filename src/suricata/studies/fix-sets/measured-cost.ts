import { z } from 'zod'
import { provenance, readMeasured } from '../../../check/measured.js'

const cost = z.strictObject({
  median: z.number(),
  interval95: z.tuple([z.number(), z.number()]),
})

/** What the fixes cost on the forwarding path: one of the benches. */
const benchSchema = provenance.loose().extend({
  fixes: z.object({
    packetsPerSecond: z.record(z.string(), z.number()),
    costPercentAgainstV8: z.record(z.string(), cost),
  }),
})

export type Bench = z.infer<typeof benchSchema>

/** What `npm run bench` measured of the fixes; null if it was not. */
export const readBench = (root: string): Bench | null =>
  readMeasured(root, 'bench', benchSchema, 'npm run bench writes it anew')
