import { checkResult as general } from '../report/check-result.js'
import { claimsResult } from './studies/claims/judge-claims.js'
import { everySizeResult } from './studies/every-size/result.js'
import { fixSetsResult } from './studies/fix-sets/result.js'
import { leftOutResult } from './studies/left-out/result.js'
import { memoryOrderResult } from './studies/memory-order/result.js'

/** The JSON result of `peerup check`: the general part, and the result of each study that ran. */
export const checkResult = general
  .extend({
    lattice: fixSetsResult.optional(),
    reduction: everySizeResult.optional(),
    memory: memoryOrderResult.optional(),
    leftOut: leftOutResult.optional(),
    claims: claimsResult.optional(),
  })
  .strict()
