import type {
  LivenessRow,
  OrderRow,
  SafetyRow,
} from '../../../../src/suricata/studies/fix-sets/result.js'
import { fatalScenarios, scenarios } from '../../../../src/suricata/studies/fix-sets/sets.js'
import { sets } from './own-sets.js'

export type PeacefulRows = { safety: SafetyRow[]; liveness: LivenessRow[]; order: OrderRow[] }

const isFatal = (scenario: string) => fatalScenarios.includes(scenario as never)

/** Rows in which every property holds, every set is live and in order, and rings are set up one by one. */
export function peacefulRows(): PeacefulRows {
  return {
    safety: sets.all.flatMap(({ name }) =>
      scenarios.flatMap((scenario) =>
        (['1x1', 'any'] as const)
          .filter((model) => model === '1x1' || !isFatal(scenario))
          .map((model) => ({
            ...{ model, set: name, scenario, states: 9, depth: 5 },
            ...{ violated: {}, stuck: {} },
          })),
      ),
    ),
    liveness: sets.all.flatMap(({ name }) =>
      (['failed-open-flap', 'flap-in-ring', ...fatalScenarios] as const).map((scenario) => ({
        property: isFatal(scenario) ? ('FatalFailureIsNoticed' as const) : ('Live' as const),
        ...{ set: name, scenario, verdict: 'holds' as const, breaks: null, length: null },
      })),
    ),
    order: sets.all.map(({ name }) => ({
      ...{ set: name, scenario: 'clean-start' as const, verdict: 'holds' as const },
      ...{ states: 9, length: null },
    })),
  }
}
