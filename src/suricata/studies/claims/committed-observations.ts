import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { readJson } from '../../../core/read-json.js'
import { type Observation, observationSchema } from './experiment.js'

/** The file also has the date and the machine. */
const committedSchema = z.looseObject({ observations: z.array(observationSchema) })

/**
 * Whether `docs/measured/observations.json` already has these facts. If so, it stays as it is, with the
 * date of the first observation. A file that cannot be read counts as different.
 */
export function areCommitted(root: string, observations: readonly Observation[]): boolean {
  const file = join(root, 'docs/measured/observations.json')
  if (!existsSync(file)) return false
  const parsed = committedSchema.safeParse(jsonOrNull(file))
  return parsed.success && isDeepStrictEqual(parsed.data.observations, observations)
}

function jsonOrNull(file: string): unknown {
  try {
    return readJson(file, 'mapping')
  } catch {
    // A file that an edit or a merge broke is replaced, like one that is missing.
    return null
  }
}
