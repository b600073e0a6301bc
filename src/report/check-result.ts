import { z } from 'zod'
import { claimsResult } from '../claims/claims.js'
import { lattice } from '../lattice/result.js'
import { memoryResult } from '../litmus/memory-result.js'
import { reductionResult } from '../reduction/results.js'
import { modelRow, replayRow } from './results.js'

/** What a whole check asks beside the models. */
const studyResults = {
  lattice: lattice.optional(),
  reduction: reductionResult.optional(),
  memory: memoryResult.optional(),
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
