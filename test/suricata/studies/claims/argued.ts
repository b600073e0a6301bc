import { groupBy } from '../../../../src/core/group-by.js'
import type { ReplayRow } from '../../../../src/report/results.js'
import type { ClaimsFile } from '../../../../src/suricata/studies/claims/claims-file.js'
import type { Condition } from '../../../../src/suricata/studies/claims/condition.js'
import type { Evidence } from '../../../../src/suricata/studies/claims/evidence.js'
import type { Observation } from '../../../../src/suricata/studies/claims/experiment.js'
import { arguedModels, manifest, memoryRow, replayRow } from './samples.js'

/**
 * Evidence as it was argued: of models what the manifest expects, and of the rest what the rules with
 * the expected verdicts ask for. Facts that nothing asks for have values that nothing asks for.
 */
export function arguedEvidence(file: ClaimsFile): Evidence {
  const conditions = expectedConditions(file)
  const asked = conditions.flatMap((one) => ('observation' in one ? [one.observation] : []))
  const observations = Object.entries(file.experiments).map(([name, { kind }]) => {
    const shown = asked.filter((one) => one.name === name).map(({ shows }) => shows)
    return { name, facts: Object.assign({}, unasked[kind], ...shown) } as Observation
  })
  return {
    manifest,
    models: arguedModels(),
    replays: replaysOf(conditions),
    observations,
    memory: conditions.flatMap((one) =>
      'memory' in one
        ? one.memory.memories.map((name) =>
            memoryRow([one.memory.family, one.memory.orders, name], one.memory.verdict),
          )
        : [],
    ),
  }
}

/** Of each claim, the conditions of the rules that give the verdict which was argued. */
export function expectedConditions({ claims }: ClaimsFile): Condition[] {
  return claims.flatMap(({ rules, expected }) =>
    rules.filter(({ verdict }) => verdict === expected).flatMap(({ when }) => when),
  )
}

/** A row for each trace and variant, with all that is asked of it: its errno here, what came of it there. */
function replaysOf(conditions: readonly Condition[]): ReplayRow[] {
  const asked = conditions.flatMap((one) => ('replay' in one ? [one.replay] : []))
  return groupBy(asked, ({ trace, variant }) => `${trace} ${variant}`).map(([key, group]) => {
    const [trace = '', variant = ''] = key.split(' ')
    return replayRow(trace, variant, Object.assign({}, ...group))
  })
}

const unasked = {
  traffic: {
    ...{ engineStarted: true, outOfRx0: 99, outOfTx0: 99 },
    ...{ packetsTx0: 99, packetsRx0: 99, warnings: 99 },
  },
  'early-sends': {
    ...{
      answers: 'none',
      failed: 99,
      warnings: 99,
      warnedBeforeStarted: false,
      thenAnswer: 'none',
    },
  },
}
