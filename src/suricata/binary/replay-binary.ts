import { errnoOf } from '../../check/errno-of.js'
import { verdictStep } from '../../check/verdict-step.js'
import { controlOf } from '../../core/control.js'
import type { Mapping } from '../../core/mapping.js'
import { type Trace, traceName } from '../../core/trace.js'
import { type CallsJudgement, judgeCalls } from '../../replay/calls/judge.js'
import { traceAtCalls } from '../../replay/calls/trace-at-calls.js'
import { machineOf } from '../../replay/machine/machine-of.js'
import { openProgram, type Program } from '../../replay/program/open-program.js'
import { type Replayed, replay } from '../../replay/replay.js'
import type { BinaryRow } from '../../report/results.js'
import { failedSend } from '../engine-log.js'
import { networkAdapter } from '../network/network-testbed.js'
import { parseTopology } from '../network/topology.js'
import { withLockWatch, withStartTime } from './binary-driver.js'
import { type Binary, fileOf, suricataCommand } from './command.js'
import { kindOf } from './kind.js'
import type { Recognised } from './version.js'

export type BinaryRequest = {
  /** In an order that can be driven: `drivable` makes it so. */
  trace: Trace
  mapping: Mapping
  mappingFile: string
  binary: Binary
  engine: Recognised
  expected: BinaryRow['expected']
  predicted?: number | null
  /** Whether the model says that every thread comes to forward in the end. */
  promised: boolean
  deadlines?: { assembleMs: number; stepMs: number }
  /** Words for the engine, behind ours. */
  args?: readonly string[]
  signal?: AbortSignal
}

export type ReplayedBinary = {
  row: BinaryRow
  judged: CallsJudgement
  replayed: Replayed
  afterwards: string
  output: string
}

/** An engine has 60 s and 1 s a thread to start by itself; without rules it needs less than one. */
const patience = { assembleMs: 20_000, stepMs: 10_000 }

const linesShown = 5

/** How long an engine may take to end when it is asked to; one in its barrier does not listen. */
const endingMs = 10_000

/** Drives an unmodified engine through a trace, from call to call, and stops it. */
export async function replayBinary(request: BinaryRequest): Promise<ReplayedBinary> {
  const start = performance.now()
  const { trace, mapping, binary, engine, deadlines = patience } = request
  const outside = traceAtCalls(trace, mapping)
  const machine = machineOf(outside.trace, outside.mapping, deadlines)
  const program = openProgram({
    ...request,
    variant: trace.variant,
    testbed: networkAdapter({ aimed: true }).testbedOf(trace, mapping),
    threads: [...controlOf(trace.states[0]?.state ?? {}, mapping).keys()],
    command: suricataCommand({
      ...binary,
      topology: parseTopology(trace.topology),
      fanout: 'cluster_cpu',
      ...(request.args === undefined ? {} : { args: request.args }),
    }),
  })
  try {
    const { world, startedAt } = withStartTime(program.driver)
    const { locked, world: minded } = withLockWatch(world)
    const told = await replay({ machine, mapping: outside.mapping, driver: minded })
    const end = performance.now()
    const waits = locked()
    // Its time was not up, but no time would have been enough.
    const replayed: Replayed = waits ? { ...told, verdict: 'timed-out' } : told
    const judged = judgeCalls(trace, outside, replayed, program.lastSnapshot(), waits)
    const seen = await afterwardsOf(request, judged, program)
    const ended = await endOf(judged, program)
    const { stdout, stderr } = await program.output
    const output = stdout + stderr
    const launched = startedAt()
    const row: BinaryRow = {
      trace: traceName(trace),
      binary: binary.path,
      expected: request.expected,
      ...(request.predicted === undefined ? {} : { predicted: request.predicted }),
      verdict: judged.verdict,
      ...verdictStep(trace, judged),
      ...(judged.upTo === null ? {} : { upTo: judged.upTo }),
      errno: errnoOf(request, judged, program.lastSnapshot()),
      afterwards: seen.afterwards,
      engine: {
        version: engine.version,
        takenFor: engine.variant,
        startSeconds: launched === null ? null : (launched - start) / 1000,
        replaySeconds: launched === null ? null : (end - launched) / 1000,
        ended,
        ...(launched === null ? { said: saidIn(output) } : {}),
        log: output.split('\n').filter((line) => failedSend.test(line)),
      },
      seconds: (performance.now() - start) / 1000,
    }
    const why = whyOf(judged, request, replayed.at, output)
    return {
      row: why === null ? row : { ...row, why },
      judged,
      replayed,
      afterwards: seen.why,
      output,
    }
  } finally {
    await program.close()
  }
}

/** What sent none of its threads to a gate was perhaps no engine; words of the user's make it another one. */
function whyOf(
  { verdict, why, step }: CallsJudgement,
  { binary, args = [] }: BinaryRequest,
  at: Replayed['at'],
  output: string,
): string | null {
  if (verdict === 'diverged' && step === 0 && args.length > 0)
    return `${why}; the words behind -- started another engine than the trace is about`
  if (verdict !== 'timed-out' && verdict !== 'crashed') return why
  const refused = refusalIn(output)
  if (refused !== null) return refused
  if (Object.values(at).some((gate) => gate !== null)) return why
  return `${why}; ${fileOf(binary)} is ${kindOf(fileOf(binary))}`
}

/** The library refuses what it does not understand, and gates what breaks them, and they say why. */
const refusalIn = (output: string): string | null =>
  /^peerup-(?:preload|gate): .*$/m.exec(output)?.[0] ?? null

/** What it wrote last, of one that did not start. */
const saidIn = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-linesShown)

async function afterwardsOf(
  { promised }: BinaryRequest,
  { verdict }: CallsJudgement,
  program: Program,
) {
  const left = verdict === 'refused' || verdict === 'diverged'
  if (verdict === 'reproduced' || left) await program.driver.free()
  if (verdict !== 'reproduced') return { afterwards: 'unknown' as const, why: 'not observed' }
  try {
    return await program.observe(promised ? 'expected' : 'open')
  } catch (error) {
    return { afterwards: 'unknown' as const, why: (error as Error).message }
  }
}

/** Asks the engine to end, as an operator would, once its gates are open; else it is ended. */
async function endOf({ verdict }: CallsJudgement, program: Program): Promise<string> {
  if (verdict !== 'reproduced' && verdict !== 'refused' && verdict !== 'diverged') {
    await program.close()
    return 'was ended'
  }
  const how = await program.stop(endingMs)
  await program.close()
  return how === null ? `ignored SIGTERM for ${endingMs / 1000} s and was killed` : `ended ${how}`
}
