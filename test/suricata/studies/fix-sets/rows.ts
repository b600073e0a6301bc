import type { LivenessRow, SafetyRow } from '../../../../src/suricata/studies/fix-sets/result.js'
import { scenarios } from '../../../../src/suricata/studies/fix-sets/sets.js'
import { sets } from './own-sets.js'

/** Rows in which every property holds, every set is live and rings are set up one by one. */
export function peacefulRows(): { safety: SafetyRow[]; liveness: LivenessRow[] } {
  return {
    safety: sets.all.flatMap(({ name }) =>
      scenarios.flatMap((scenario) =>
        (['1x1', 'any'] as const).map((model) => ({
          ...{ model, set: name, scenario, states: 9, depth: 5 },
          violated: {},
        })),
      ),
    ),
    liveness: sets.all.map(({ name }) => ({
      ...{ set: name, scenario: 'failed-open-flap', verdict: 'holds', states: 9, length: null },
    })),
  }
}
