import { join } from 'node:path'
import pMap from 'p-map'
import { PeerupError } from '../core/error.js'
import type { Specification } from '../core/manifest.js'
import type { ProgramAdapter } from '../replay/program/testbed.js'
import { type ReplayRow, subjectOf } from '../report/results.js'
import { expectsForwarding } from './expects-forwarding.js'
import { notRunRow, type PlannedReplay } from './plan-replays.js'
import { type ReplayedTrace, replayTrace } from './replay-trace.js'
import { scenarioArguments } from './scenario-arguments.js'
import { variantFeatures } from './variant-features.js'

export type Replaying = {
  specification: Specification
  adapter: ProgramAdapter
  signal: AbortSignal
  /** Whether to observe each program once its gates are open. */
  observe: boolean
  /** Keeps the error that prevented a replay. */
  fail: (error: unknown) => PeerupError
  onReplayed?: (planned: PlannedReplay) => void
  say: (text: string) => void
}

/** More than cores, because replays wait for the kernel most of the time. */
const replaysAtOnce = 6

const interrupted = 'interrupted'

/** Replays the plan and returns a row for each replay, in order. A failed replay gets a `not-run` row. */
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
      const mustForward = expectsForwarding(manifest, {
        variant: planned.variant,
        scenario,
        topology,
      })
      const replayed = await replayTrace({
        ...{ ...planned, mapping, mappingFile, adapter, signal },
        features: variantFeatures(manifest, planned.trace, planned.variant),
        scenarioArguments: scenarioArguments(manifest, planned.trace),
        observe: observe ? (mustForward ? 'expected' : 'open') : null,
      })
      const { row } = replayed
      // The signal ended the program, so the row is no evidence about it.
      if (signal.aborted) return notRunRow(planned, interrupted)
      const isChecked = observe && mustForward && adapter.observesForwarding
      const deviation = isChecked ? notForwarding(replayed) : null
      if (deviation !== null) fail(deviation)
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
 * The error of a program that does not forward after a reproduced trace, although every behaviour of the
 * model comes to forward; null if program and model agree.
 */
function notForwarding({ row, afterwards }: ReplayedTrace): PeerupError | null {
  if (row.verdict !== 'reproduced' || row.afterwards === 'forwards') return null
  const expected = `expected ${row.trace} on ${subjectOf(row)} to forward once all gates are open`
  return new PeerupError('program', `${expected}, got ${row.afterwards}: ${afterwards}`)
}

/** A drawn behaviour ends at a random step, so the row of a reproduced one leaves the step out. */
function withoutStep(row: ReplayRow): ReplayRow {
  return row.verdict === 'reproduced' ? { ...row, step: null, action: null, performer: null } : row
}
