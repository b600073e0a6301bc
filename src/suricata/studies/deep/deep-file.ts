import { z } from 'zod'
import { provenance, readMeasured } from '../../../check/measured.js'
import { modelRow } from '../../../report/results.js'
import { refinementRow } from '../every-size/result.js'
import { safetyRow } from '../fix-sets/result.js'

const deepSchema = provenance.extend({
  models: z.array(modelRow),
  /** Sets of changes with two threads an interface. */
  lattice: z.array(safetyRow).optional(),
  /** Whether larger engines implement the pair. */
  refinement: z.array(refinementRow).optional(),
})

export type Deep = z.infer<typeof deepSchema>

/** What the last `check --deep` found, the studies' rows among it; null if there was none. */
export const readDeep = (root: string): Deep | null =>
  readMeasured(root, 'deep', deepSchema, 'npm run check:deep writes it anew')
