import { type FeatureRecord, hasFeatures } from '../../../core/features.js'
import type { CallEntry, CallsTable, ProgramKind } from './calls-file.js'
import { phases } from './calls-file.js'
import { callKey, type RecordedCall } from './record.js'

/** A recorded call with the entry that accounts for it; null if none does. */
export type AccountedCall = RecordedCall & { entry: CallEntry | null }

export type Comparison = {
  calls: AccountedCall[]
  /** Deviations from the table, a sentence each. */
  deviations: string[]
}

/** Holds the recorded calls of a program in a variant with these features against the table. */
export function compareCalls(
  recorded: readonly RecordedCall[],
  whole: CallsTable,
  kind: ProgramKind,
  features: FeatureRecord,
): Comparison {
  const table = { ...whole, calls: whole.calls.filter((one) => hasFeatures(features, one.if)) }
  const expected = new Map(
    table.calls.flatMap((entry) =>
      entry.phases.map((phase) => [callKey({ ...entry, phase }), { entry, phase }] as const),
    ),
  )
  const order = (phase: string) => (phases as readonly string[]).indexOf(phase)
  const calls = recorded
    .map((call) => ({ ...call, entry: expected.get(callKey(call))?.entry ?? null }))
    .sort((a, b) => order(a.phase) - order(b.phase))
  const keys = new Set(recorded.map(callKey))
  const missing = [...expected].flatMap(([key, { entry, phase }]) =>
    keys.has(key) || entry.sometimes !== undefined || !isMadeBy(entry, kind)
      ? []
      : [`missing: ${callText({ ...entry, phase })}${purposeText(entry)}`],
  )
  const unknown = calls.flatMap((call) => {
    if (call.entry === null) {
      return [`new: ${callText(call)}, ${call.count} times${nearText(call, table, kind)}`]
    }
    if (isMadeBy(call.entry, kind)) return []
    const { because } = call.entry
    return [
      `new: ${callText(call)}, ${call.count} times; the table has it without, because ${because}`,
    ]
  })
  return { calls, deviations: [...unknown, ...missing] }
}

const isMadeBy = ({ only }: CallEntry, kind: ProgramKind): boolean =>
  only === undefined || only === kind

export const callText = ({ call, flags, phase }: Omit<RecordedCall, 'count'>): string =>
  `${call}(${flags}) in ${phase}`

const purposeText = ({ action, none }: CallEntry): string =>
  action === undefined ? `, for which no action stands: ${none}` : `, which stands for ${action}`

/** What the table has in place of an unknown call: other flags, or another phase. */
function nearText(
  { call, flags, phase }: RecordedCall,
  { calls }: CallsTable,
  kind: ProgramKind,
): string {
  const same = calls.filter((entry) => entry.call === call && isMadeBy(entry, kind))
  const inPhase = same.filter((entry) => entry.phases.some((one) => one === phase))
  if (inPhase.length > 0) {
    return `; the table has ${inPhase.map((one) => `${call}(${one.flags})`).join(', ')} there`
  }
  const elsewhere = same.filter((entry) => entry.flags === flags).flatMap((entry) => entry.phases)
  return elsewhere.length > 0 ? `; the table has it in ${elsewhere.join(', ')}` : ''
}
