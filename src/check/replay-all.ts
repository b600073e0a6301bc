import { join } from 'node:path'
import pMap from 'p-map'
import { PeerupError } from '../core/error.js'
import type { Specification } from '../core/manifest.js'
import type { ProgramAdapter } from '../replay/program/testbed.js'
import { type ReplayRow, subjectOf } from '../report/results.js'
import { expectsForwarding } from './expects-forwarding.js'
import { notRunRow, type PlannedReplay } from './plan-replays.js'
import { type ReplayedTrace, replayTrace } from './replay-trace.js'
import { variantFeatures } from './variant-features.js'

export type Replaying = {
  specification: Specification
  adapter: ProgramAdapter
  signal: AbortSignal
  /** Whether to see what becomes of the program once its gates are open. */
  observe: boolean
  /** Keeps what stood in the way of a replay. */
  fail: (error: unknown) => PeerupError
  onReplayed?: (planned: PlannedReplay) => void
  say: (text: string) => void
}

/** Replays wait for the kernel most of the time: more of them than cores. */
const replaysAtOnce = 6

const interrupted = 'interrupted'

/** A row for each planned replay, in their order; one that failed costs no other. */
export async function replayAll(
  plan: readonly PlannedReplay[],
  { specification, adapter, signal, observe, fail, onReplayed, say }: Replaying,
): Promise<ReplayRow[]> {
  const { mapping, folder, manifest } = specification
  const mappingFile = join(folder, manifest.mapping)
  let count = 0
  const replayOne = async (planned: PlannedReplay): Promise<ReplayRow> => {
    if (signal.aborted) return notRunRow(planned, interrupted)
    try {
      const { scenario, topology } = planned.trace
      const promised = expectsForwarding(manifest, {
        variant: planned.variant,
        scenario,
        topology,
      })
      const replayed = await replayTrace({
        ...{ ...planned, mapping, mappingFile, adapter, signal },
        features: variantFeatures(manifest, planned.trace, planned.variant),
        observe: observe ? (promised ? 'expected' : 'open') : null,
      })
      const { row } = replayed
      // Its program was ended under it: that says nothing about the program.
      if (signal.aborted) return notRunRow(planned, interrupted)
      const checked = observe && promised && adapter.observesForwarding
      const surprise = checked ? notForwarding(replayed) : null
      if (surprise !== null) fail(surprise)
      onReplayed?.(planned)
      count++
      if (observe) say(`${row.trace} on ${planned.variant}: ${row.verdict}`)
      else if (count % 20 === 0) say(`${count} of ${plan.length}`)
      return observe ? row : withoutStep(row)
    } catch (error) {
      return notRunRow(planned, fail(error).message)
    }
  }
  return pMap(plan, replayOne, { concurrency: replaysAtOnce })
}

/**
 * A program that was left in the last state of a trace and does not come to forward disagrees with a
 * model that says so of every behaviour; null if it agrees.
 */
function notForwarding({ row, afterwards }: ReplayedTrace): PeerupError | null {
  if (row.verdict !== 'reproduced' || row.afterwards === 'forwards') return null
  const expected = `expected ${row.trace} on ${subjectOf(row)} to forward once all gates are open`
  return new PeerupError('program', `${expected}, got ${row.afterwards}: ${afterwards}`)
}

/** A drawn behaviour ends anywhere: its last step says nothing. */
function withoutStep(row: ReplayRow): ReplayRow {
  return row.verdict === 'reproduced' ? { ...row, step: null, action: null, performer: null } : row
}
