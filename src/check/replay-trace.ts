import { controlOf } from '../core/control.js'
import type { FeatureRecord } from '../core/features.js'
import type { Mapping } from '../core/mapping.js'
import { type Trace, traceName } from '../core/trace.js'
import { machineOf } from '../replay/machine/machine-of.js'
import { openProgram, type Program } from '../replay/program/open-program.js'
import { type Replayed, replay } from '../replay/replay.js'
import type { ReplayRow } from '../report/results.js'
import { linkUseOf } from '../suricata/network/link-use.js'
import type { OwnInterfaces } from '../suricata/network/links.js'
import { errnoOf } from './errno-of.js'
import { verdictStep } from './verdict-step.js'

export type ReplayRequest = {
  trace: Trace
  mapping: Mapping
  mappingFile: string
  variant: string
  /** Of the variant, for programs that take them; undefined if they are not known. */
  features?: FeatureRecord | undefined
  expected: ReplayRow['expected']
  /** See `ReplayRow`. */
  predicted?: number | null
  /** Runs this program instead of the mapping's. */
  program?: string
  /** Interfaces that exist, instead of veth pairs in namespaces. */
  interfaces?: OwnInterfaces
  /** Whether to see if the program forwards once all gates are open, and whether the model says so. */
  observe: 'promised' | 'else' | null
  /** How long the program may take to assemble, and each step. */
  deadlines?: { assembleMs: number; stepMs: number }
  signal?: AbortSignal
}

export type ReplayedTrace = {
  row: ReplayRow
  replayed: Replayed
  /** What the probes saw, in words. */
  afterwards: string
  /** What the program wrote. */
  output: string
}

const patience = { assembleMs: 15_000, stepMs: 10_000 }

/**
 * Probing one direction of a pair ends with the first frame for each thread. Only a pair that does not
 * forward takes so long. Where the model says that every thread comes to forward, it has time for
 * a hundred rounds of a thread's poll; where it promises nothing, for some attempts to reopen.
 */
export const probeLimits = {
  promised: { count: 1000, deadlineMs: 10_000 },
  else: { count: 200, deadlineMs: 2000 },
}

/** Replays a trace in a program of its own, and ends it. Rejects with `environment` if that cannot start here. */
export async function replayTrace(request: ReplayRequest): Promise<ReplayedTrace> {
  const start = performance.now()
  const { trace, mapping, deadlines = patience } = request
  const machine = machineOf(trace, mapping)
  const program = openProgram({
    ...request,
    topology: trace.topology,
    linkUse: linkUseOf(trace, mapping),
    threads: [...controlOf(trace.states[0]?.state ?? {}, mapping).keys()],
  })
  try {
    const replayed = await replay({ machine, mapping, world: program.world, deadlines })
    const seen = await afterwardsOf(request, replayed, program)
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
      afterwards: seen.afterwards,
      seconds: (performance.now() - start) / 1000,
    }
    return {
      row: replayed.why === null ? row : { ...row, why: replayed.why },
      replayed,
      afterwards: seen.why,
      output: stdout + stderr,
    }
  } finally {
    await program.close()
  }
}

/** The gates open only after a replay that came to its end: another program is not in the trace's last state. */
async function afterwardsOf(request: ReplayRequest, replayed: Replayed, program: Program) {
  if (request.observe === null || replayed.verdict !== 'reproduced') {
    return { afterwards: 'unknown' as const, why: 'not observed' }
  }
  await program.world.free()
  try {
    return await program.observe(probeLimits[request.observe])
  } catch (error) {
    // The replay's verdict stands, whatever became of the program afterwards.
    return { afterwards: 'unknown' as const, why: (error as Error).message }
  }
}
