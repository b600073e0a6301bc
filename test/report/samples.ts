import type { CheckResult } from '../../src/report/check-result.js'
import type { Properties } from '../../src/report/model-table.js'
import type { ModelRow, ReplayRow } from '../../src/report/results.js'

export const properties: Properties = {
  SendImpliesPeerUp: { kind: 'invariant', claim: 'every send goes to a peer that is UP' },
  NeverTwoRings: { kind: 'witness', claim: 'rings in parallel' },
  BarrierOpens: { kind: 'temporal', claim: 'the start barrier opens' },
}

/** A row as it was expected, unless `changes` says otherwise. */
export function modelRow(
  [variant, property, topology]: readonly [string, string, string],
  verdict: 'holds' | 'violated',
  changes: Partial<ModelRow> = {},
): ModelRow {
  const model = `${variant}.clean-start.${topology}`
  return {
    ...{ model, variant, scenario: 'clean-start', topology, property },
    ...{ expected: verdict, verdict, states: 409, seconds: 1.25 },
    depth: verdict === 'violated' ? 25 : 37,
    trace: verdict === 'violated' ? `traces/${model}.${property}.itf.json` : null,
    ...changes,
  }
}

export function replayRow(
  variant: string,
  verdict: ReplayRow['verdict'],
  changes: Partial<ReplayRow> = {},
): ReplayRow {
  return {
    ...{ trace: 'traces/v8.clean-start.1x1.SendImpliesPeerUp.itf.json', variant },
    ...{ expected: verdict, verdict, step: null, action: null, performer: null },
    ...{ errno: null, afterwards: 'unknown', seconds: 0.5 },
    ...changes,
  } as ReplayRow
}

export const check: CheckResult = {
  format: 'peerup-check/1',
  tlc: 'TLC2 Version 2.18',
  models: [
    modelRow(['v7', 'SendImpliesPeerUp', '1x1'], 'holds'),
    modelRow(['v7', 'SendImpliesPeerUp', '1x2'], 'holds'),
    modelRow(['v7', 'NeverTwoRings', '1x1'], 'holds'),
    modelRow(['v7', 'BarrierOpens', '1x1'], 'holds'),
    modelRow(['v8', 'SendImpliesPeerUp', '1x1'], 'violated'),
    modelRow(['v8', 'SendImpliesPeerUp', '1x2'], 'violated', { depth: 35 }),
    modelRow(['v8', 'NeverTwoRings', '1x1'], 'violated', { depth: 17 }),
  ],
  replays: [
    replayRow('v8', 'reproduced', {
      step: 24,
      action: 'Send',
      performer: 'W#01-rx0',
      errno: 'ENOTSOCK',
      afterwards: 'forwards',
    }),
    replayRow('fix-a', 'refused', {
      step: 22,
      action: 'Guard',
      performer: 'W#01-rx0',
      why: 'expected W#01-rx0 to come to LoadIfIndex after Guard, it came to Receive',
    }),
  ],
  seconds: 12.5,
}
