import { groupBy } from '../../../../src/core/group-by.js'
import type { ReplayRow } from '../../../../src/report/results.js'
import type { ClaimsFile } from '../../../../src/suricata/studies/claims/claims-schema.js'
import type { Condition } from '../../../../src/suricata/studies/claims/condition.js'
import type { Evidence } from '../../../../src/suricata/studies/claims/evidence.js'
import type { Observation } from '../../../../src/suricata/studies/claims/experiment.js'
import { arguedModels, manifest, memoryRow, replayRow } from './samples.js'

/**
 * The evidence that was argued: for models the verdicts that the manifest expects, for the rest what the
 * rules with the expected verdicts require. Facts that no rule requires have values that no rule requires.
 */
export function arguedEvidence(file: ClaimsFile): Evidence {
  const conditions = expectedConditions(file)
  const required = conditions.flatMap((one) => ('observation' in one ? [one.observation] : []))
  const observations = Object.entries(file.experiments).map(([name, { kind }]) => {
    const facts = required.filter((one) => one.name === name).map(({ shows }) => shows)
    return { name, facts: Object.assign({}, otherFacts[kind], ...facts) } as Observation
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

/** The conditions of the rules that give each claim its expected verdict. */
export function expectedConditions({ claims }: ClaimsFile): Condition[] {
  return claims.flatMap(({ rules, expected }) =>
    rules.filter(({ verdict }) => verdict === expected).flatMap(({ when }) => when),
  )
}

/** A row for each trace and variant, which satisfies all conditions on it. */
function replaysOf(conditions: readonly Condition[]): ReplayRow[] {
  const required = conditions.flatMap((one) => ('replay' in one ? [one.replay] : []))
  return groupBy(required, ({ trace, variant }) => `${trace} ${variant}`).map(([key, group]) => {
    const [trace = '', variant = ''] = key.split(' ')
    return replayRow(trace, variant, Object.assign({}, ...group))
  })
}

const otherFacts = {
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
