import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { readJson } from '../../../core/read-json.js'
import { type Observation, observationSchema } from './experiment.js'

/** Beside the observations stands when and where they were made. */
const keptSchema = z.looseObject({ observations: z.array(observationSchema) })

/**
 * Whether `docs/measured/observations.json` already has these facts: then it need not be written, and
 * keeps the date on which they were first observed. A file that cannot be read is written anew.
 */
export function areCommitted(root: string, observations: readonly Observation[]): boolean {
  const file = join(root, 'docs/measured/observations.json')
  if (!existsSync(file)) return false
  const parsed = keptSchema.safeParse(jsonOrNull(file))
  return parsed.success && isDeepStrictEqual(parsed.data.observations, observations)
}

function jsonOrNull(file: string): unknown {
  try {
    return readJson(file, 'mapping')
  } catch {
    // Broken by hand or by a merge: it is no worse than one that is not there.
    return null
  }
}
