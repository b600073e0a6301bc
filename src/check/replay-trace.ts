import { controlOf } from '../core/control.js'
import type { FeatureRecord } from '../core/features.js'
import type { Mapping } from '../core/mapping.js'
import { type Trace, traceName } from '../core/trace.js'
import { confirmWaits } from '../replay/confirm-waits.js'
import { withWaitWatch } from '../replay/gates/wait-watch.js'
import { type Deadlines, defaultDeadlines } from '../replay/machine/deadlines.js'
import { machineOf } from '../replay/machine/machine-of.js'
import { openProgram, type Program } from '../replay/program/open-program.js'
import type { Forwarding, ProgramAdapter } from '../replay/program/testbed.js'
import { type Replayed, replay } from '../replay/replay.js'
import type { ReplayRow } from '../report/results.js'
import { errnoOf } from './errno-of.js'
import { verdictStep } from './verdict-step.js'

export type ReplayRequest = {
  trace: Trace
  mapping: Mapping
  mappingFile: string
  variant: string
  /** The variant's features, for a program that takes them; undefined if unknown. */
  features?: FeatureRecord | undefined
  /** Words for the program that the trace's scenario needs. */
  scenarioArguments?: readonly string[]
  expected: ReplayRow['expected']
  /** See `ReplayRow`. */
  predicted?: number | null
  /** Runs this program instead of the mapping's. */
  program?: string
  /** Builds the program's surroundings. */
  adapter: ProgramAdapter
  /** The model's expectation for an observation once all gates are open; null: do not observe. */
  observe: Forwarding | null
  deadlines?: Deadlines
  signal?: AbortSignal
}

export type ReplayedTrace = {
  row: ReplayRow
  replayed: Replayed
  /** The probes' observation, in words. */
  afterwards: string
  /** The program's stdout and stderr. */
  output: string
}

/** Starts a program, replays a trace in it and ends it. Rejects with `environment` if the program cannot start. */
export async function replayTrace(request: ReplayRequest): Promise<ReplayedTrace> {
  const start = performance.now()
  const { trace, mapping } = request
  const machine = machineOf(trace, mapping, request.deadlines)
  const program = openProgram({
    ...request,
    testbed: request.adapter.testbedOf(trace, mapping),
    threads: [...controlOf(trace.states[0]?.state ?? {}, mapping).keys()],
  })
  try {
    const waits = (gate: string) => mapping.actions[gate]?.waits === true
    const { driver } = withWaitWatch(program.driver, waits)
    const { stepMs } = request.deadlines ?? defaultDeadlines
    const subject = { trace, mapping, features: request.features }
    const ended = await replay({ machine, mapping, driver })
    const replayed = await confirmWaits(ended, subject, driver, stepMs)
    const observation = await afterwardsOf(request, replayed, program)
    await program.close()
    const { stdout, stderr } = await program.output
    const row: ReplayRow = {
      trace: traceName(trace),
      variant: request.variant,
      expected: request.expected,
      ...(request.predicted === undefined ? {} : { predicted: request.predicted }),
      verdict: replayed.verdict,
      ...verdictStep(trace, replayed),
      errno: errnoOf(request, replayed, program.lastSnapshot()),
      afterwards: observation.afterwards,
      seconds: (performance.now() - start) / 1000,
    }
    return {
      row: replayed.why === null ? row : { ...row, why: replayed.why },
      replayed,
      afterwards: observation.why,
      output: stdout + stderr,
    }
  } finally {
    await program.close()
  }
}

/** Opens the gates only after a reproduced trace, because only then the program is in its last state. */
async function afterwardsOf(request: ReplayRequest, replayed: Replayed, program: Program) {
  if (request.observe === null || replayed.verdict !== 'reproduced') {
    return { afterwards: 'unknown' as const, why: 'not observed' }
  }
  await program.driver.free()
  try {
    return await program.observe(request.observe)
  } catch (error) {
    // A failed observation does not change the replay's verdict.
    return { afterwards: 'unknown' as const, why: (error as Error).message }
  }
}
