import { z } from 'zod'
import { modelRow, replayRow } from './results.js'

/** What every check puts out; each study adds its result under its own name. */
export const checkResult = z.looseObject({
  format: z.literal('peerup-check/1'),
  tlc: z.string(),
  models: z.array(modelRow),
  replays: z.array(replayRow),
  seconds: z.number().nonnegative(),
})

export type CheckResult = z.infer<typeof checkResult>
