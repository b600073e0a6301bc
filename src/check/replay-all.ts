import { join } from 'node:path'
import pMap from 'p-map'
import { PeerupError } from '../core/error.js'
import type { Specification } from '../core/manifest.js'
import { traceName } from '../core/trace.js'
import type { ProgramAdapter } from '../replay/program/testbed.js'
import { type ReplayRow, subjectOf } from '../report/results.js'
import { expectsForwarding } from './expects-forwarding.js'
import { notRunRow, type PlannedReplay } from './plan-replays.js'
import { type ReplayedTrace, type ReplayRequest, replayTrace } from './replay-trace.js'
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
  const experiments = new Map<string, Promise<ReplayedTrace>>()
  let count = 0
  const replayOne = async (planned: PlannedReplay): Promise<ReplayRow> => {
    if (signal.aborted) return notRunRow(planned, interrupted)
    try {
      const { trace, variant } = planned
      const { scenario, topology } = trace
      const mustForward = expectsForwarding(manifest, { variant, scenario, topology })
      const request: ReplayRequest = {
        ...{ ...planned, mapping, mappingFile, adapter, signal },
        features: variantFeatures(manifest, trace, variant),
        scenarioArguments: scenarioArguments(manifest, trace),
        observe: observe ? (mustForward ? 'expected' : 'open') : null,
      }
      const key = experimentKey(request)
      const experiment = experiments.get(key) ?? replayTrace(request)
      experiments.set(key, experiment)
      const replayed = asPlanned(await experiment, planned)
      const { row } = replayed
      // The signal ended the program, so the row is no evidence about it.
      if (signal.aborted) return notRunRow(planned, interrupted)
      const isChecked = observe && mustForward && adapter.observesForwarding
      const deviation = isChecked ? notForwarding(replayed) : null
      if (deviation !== null) fail(deviation)
      onReplayed?.(planned)
      count++
      if (observe) say(`${row.trace} on ${variant}: ${row.verdict}`)
      else if (count % 20 === 0) say(`${count} of ${plan.length}`)
      return observe ? row : withoutStep(row)
    } catch (error) {
      return notRunRow(planned, fail(error).message)
    }
  }
  return pMap(plan, replayOne, { concurrency: replaysAtOnce })
}

/**
 * Two replays of one behaviour in programs with the same features and arguments are one experiment: the
 * revert is 7.0.x, and many properties are violated by the same behaviour. It runs once.
 */
function experimentKey(request: ReplayRequest): string {
  const { trace, mapping, variant, features, scenarioArguments, observe } = request
  const { states, loop, topology } = trace
  const isNamed = mapping.program.command.some((word) => word.includes('{variant}'))
  const program = [features ?? null, isNamed || features === undefined ? variant : null]
  return JSON.stringify([topology, states, loop, program, scenarioArguments, observe])
}

/** The result of an experiment under the names of one of its replays. */
function asPlanned(
  { row, ...replayed }: ReplayedTrace,
  { trace, variant, expected, predicted }: PlannedReplay,
): ReplayedTrace {
  const { predicted: _, ...observed } = row
  const names = { trace: traceName(trace), variant, expected }
  return {
    ...replayed,
    row: { ...observed, ...names, ...(predicted === undefined ? {} : { predicted }) },
  }
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
