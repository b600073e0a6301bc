import { z } from 'zod'
import { claimsResult } from '../suricata/studies/claims/judge-claims.js'
import { everySizeResult } from '../suricata/studies/every-size/result.js'
import { fixSetsResult } from '../suricata/studies/fix-sets/result.js'
import { memoryOrderResult } from '../suricata/studies/memory-order/result.js'
import { modelRow, replayRow } from './results.js'

/** What a whole check asks beside the models. */
const studyResults = {
  lattice: fixSetsResult.optional(),
  reduction: everySizeResult.optional(),
  memory: memoryOrderResult.optional(),
  claims: claimsResult.optional(),
}

export const checkResult = z.strictObject({
  format: z.literal('peerup-check/1'),
  tlc: z.string(),
  models: z.array(modelRow),
  replays: z.array(replayRow),
  seconds: z.number().nonnegative(),
  ...studyResults,
})

export type StudyResults = Pick<CheckResult, keyof typeof studyResults>
export type CheckResult = z.infer<typeof checkResult>
