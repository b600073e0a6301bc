import { machineOf } from '../machine/machine-of.js'
import type { Mapping } from '../mapping/mapping.js'
import { valueAt } from '../mapping/value-at.js'
import { type Replayed, replay } from '../replay/replay.js'
import type { ReplayRow } from '../report/results.js'
import type { OwnInterfaces } from '../testbed/links.js'
import { openProgram, type Program } from '../testbed/open-program.js'
import { controlOf } from '../trace/control.js'
import { nameOf, type Trace } from '../trace/trace.js'
import type { State } from '../trace/value.js'

export type ReplayRequest = {
  trace: Trace
  mapping: Mapping
  mappingFile: string
  variant: string
  expected: ReplayRow['expected']
  /** Runs this program instead of the mapping's. */
  program?: string
  /** Interfaces that exist, instead of veth pairs in namespaces. */
  interfaces?: OwnInterfaces
  /** Whether to see if the program forwards once all gates are open. */
  observe: boolean
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
 * forward takes so long: then it had a hundred rounds of a thread's poll.
 */
const probing = { count: 1000, deadlineMs: 10_000 }

/** Replays a trace in a program of its own, and ends it. Rejects with `environment` if that cannot start here. */
export async function replayTrace(request: ReplayRequest): Promise<ReplayedTrace> {
  const start = performance.now()
  const { trace, mapping, deadlines = patience } = request
  const machine = machineOf(trace, mapping)
  const program = openProgram({
    ...request,
    topology: trace.topology,
    threads: [...controlOf(trace.states[0]?.state ?? {}, mapping).keys()],
  })
  try {
    const replayed = await replay({ machine, mapping, world: program.world, deadlines })
    const seen = await afterwardsOf(request, replayed, program)
    await program.close()
    const { stdout, stderr } = await program.output
    const row: ReplayRow = {
      trace: nameOf(trace),
      variant: request.variant,
      expected: request.expected,
      verdict: replayed.verdict,
      ...placeOf(trace, replayed),
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
  if (!request.observe || replayed.verdict !== 'reproduced') {
    return { afterwards: 'unknown' as const, why: 'not observed' }
  }
  await program.world.free()
  try {
    return await program.observe(probing)
  } catch (error) {
    // The replay's verdict stands, whatever became of the program afterwards.
    return { afterwards: 'unknown' as const, why: (error as Error).message }
  }
}

/** A verdict speaks of the step that it was reached at; a reproduction of the last one. */
function placeOf(trace: Trace, { verdict, step, action, performer }: Replayed) {
  if (verdict !== 'reproduced') return { step, action, performer }
  const last = lastStep(trace)
  return {
    step: trace.states.length - 1,
    action: last?.action ?? null,
    performer: last?.performer ?? null,
  }
}

const lastStep = (trace: Trace) => trace.states.at(-1)?.step ?? null

/** What the last step really gave, read off the program's own snapshot; null if all went well. */
function errnoOf(
  { trace, mapping }: ReplayRequest,
  replayed: Replayed,
  snapshot: State | null,
): string | null {
  const step = lastStep(trace)
  const path = step === null ? undefined : mapping.actions[step.action]?.outcome
  if (replayed.verdict !== 'reproduced' || step === null || path === undefined) return null
  const value = valueAt(snapshot ?? {}, path, mapping, step.performer)
  return typeof value === 'string' && value !== 'ok' ? value : null
}
