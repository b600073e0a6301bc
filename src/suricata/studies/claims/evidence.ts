import type { Manifest } from '../../../core/manifest.js'
import type { ModelRow, ReplayRow } from '../../../report/results.js'
import type { MemoryRow } from '../memory-row.js'
import type { Observation } from './experiment.js'

/** Everything that can decide a claim. Whatever did not run is left out and counts as missing. */
export type Evidence = {
  manifest: Pick<Manifest, 'variants' | 'properties'>
  models: readonly ModelRow[]
  replays: readonly ReplayRow[]
  observations: readonly Observation[]
  memory: readonly MemoryRow[]
}
