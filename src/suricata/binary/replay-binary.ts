import { errnoOf } from '../../check/errno-of.js'
import { verdictStep } from '../../check/verdict-step.js'
import { controlOf } from '../../core/control.js'
import type { Mapping } from '../../core/mapping.js'
import { type Trace, traceName } from '../../core/trace.js'
import { type CallsJudgement, judgeCalls } from '../../replay/calls/judge.js'
import { traceAtCalls } from '../../replay/calls/trace-at-calls.js'
import { withWaitWatch } from '../../replay/gates/wait-watch.js'
import { machineOf } from '../../replay/machine/machine-of.js'
import { lastStepOf } from '../../replay/program/observing-driver.js'
import { openProgram, type Program } from '../../replay/program/open-program.js'
import type { Forwarding } from '../../replay/program/testbed.js'
import { type Replayed, replay } from '../../replay/replay.js'
import type { BinaryRow } from '../../report/results.js'
import { failedSend } from '../engine-log.js'
import { networkAdapter } from '../network/network-testbed.js'
import { parseTopology } from '../network/topology.js'
import { withStartTime } from './binary-driver.js'
import { type Binary, fileOf, suricataCommand } from './command.js'
import type { Ring } from './config.js'
import { describeFile } from './describe-file.js'
import { threadsThatWouldSleep, withFacts } from './engine-facts.js'
import { frameLost } from './frame-lost.js'
import { provokeRead } from './provoke-read.js'
import { withScenario } from './scenario-environment.js'
import { causeIn, complaintsIn } from './start-failure.js'
import type { RecognisedEngine } from './version.js'

export type BinaryRequest = {
  /** In an order that can be driven at calls, as `drivableOrder` returns it. */
  trace: Trace
  mapping: Mapping
  mappingFile: string
  binary: Binary
  engine: RecognisedEngine
  expected: BinaryRow['expected']
  predicted?: number | null
  /** Whether the model promises that every thread comes to forward in the end. */
  forwarding: Forwarding
  deadlines?: { assembleMs: number; stepMs: number }
  /** Words that the trace's scenario has for the forwarder: the library gets them in its environment. */
  scenarioArguments?: readonly string[]
  /** Arguments for the engine, after those of peerup. */
  args?: readonly string[]
  /** The version of its rings that peerup configures; 2 by default. */
  ring?: Ring
  /** Whether a thread shows how it reads an error, after a trace that is reproduced. */
  provokesRead?: boolean
  signal?: AbortSignal
}

export type ReplayedBinary = {
  row: BinaryRow
  judged: CallsJudgement
  replayed: Replayed
  /** The probes' observations, in words. */
  afterwards: string
  /** What the engine wrote. */
  output: string
}

/** An engine gives its threads 60 s and 1 s each to start; without rules it needs less than 1 s. */
const defaultDeadlines = { assembleMs: 20_000, stepMs: 10_000 }

const linesShown = 5

/** Time limit for the end of an engine after SIGTERM, which it ignores in its barrier. */
const endingMs = 10_000

/**
 * Starts an unmodified engine, drives it through a trace from call to call, probes it if it reproduced the
 * trace, and stops it. Throws as `suricataCommand`, or a PeerupError `trace` if the trace cannot be driven.
 */
export async function replayBinary(request: BinaryRequest): Promise<ReplayedBinary> {
  const start = performance.now()
  const { trace, mapping, binary, engine, deadlines = defaultDeadlines } = request
  const atCalls = traceAtCalls(trace, mapping)
  const machine = machineOf(atCalls.trace, atCalls.mapping, deadlines)
  const program = openProgram({
    ...request,
    lastStep: lastStepOf(machine),
    variant: trace.variant,
    testbed: networkAdapter({ aimed: true }).testbedOf(trace, mapping),
    threads: [...controlOf(trace.states[0]?.state ?? {}, mapping).keys()],
    command: withScenario(
      suricataCommand({
        ...binary,
        topology: parseTopology(trace.topology),
        fanout: 'cluster_cpu',
        ...(request.args === undefined ? {} : { args: request.args }),
        ...(request.ring === undefined ? {} : { ring: request.ring }),
      }),
      request.scenarioArguments ?? [],
    ),
  })
  try {
    const { driver: timed, startedAt } = withStartTime(program.driver)
    const { driver: noted, facts } = withFacts(timed)
    const { driver, locked } = withWaitWatch(noted)
    const result = await replay({ machine, mapping: atCalls.mapping, driver })
    const end = performance.now()
    const waits = locked()
    // A wait for a lock times out at once, because no deadline would be long enough.
    const replayed: Replayed = waits ? { ...result, verdict: 'timed-out' } : result
    const judged = judgeCalls(trace, atCalls, replayed, program.lastSnapshot(), waits)
    const last = program.lastSnapshot()
    const errno = errnoOf(request, judged, last)
    const frame = frameLost(judged, last)
    if (request.provokesRead === true && judged.verdict === 'reproduced' && last !== null) {
      await provokeRead(driver, last, mapping).catch(() => {})
    }
    // An engine with a thread that would sleep in its read is ended at its gates.
    const sleepers = threadsThatWouldSleep(
      program.lastSnapshot() ?? {},
      new Map(Object.entries(driver.at())),
    )
    const opens = wasDriven(judged.verdict) && sleepers.length === 0
    const observation = await afterwardsOf(request, judged, program, opens)
    const ended = await endOf(opens, program)
    const { stdout, stderr } = await program.output
    const output = stdout + stderr
    const started = startedAt()
    const row: BinaryRow = {
      trace: traceName(trace),
      binary: binary.path,
      expected: request.expected,
      ...(request.predicted === undefined ? {} : { predicted: request.predicted }),
      verdict: judged.verdict,
      ...verdictStep(trace, judged),
      ...(judged.upTo === null ? {} : { upTo: judged.upTo }),
      errno,
      afterwards: observation.afterwards,
      engine: {
        version: engine.version,
        takenFor: engine.variant,
        startSeconds: started === null ? null : (started - start) / 1000,
        replaySeconds: started === null ? null : (end - started) / 1000,
        ended,
        ...(started === null ? { said: lastLines(output) } : {}),
        log: output.split('\n').filter((line) => failedSend.test(line)),
        ...presentIn({ ...facts(), frame }),
      },
      seconds: (performance.now() - start) / 1000,
    }
    const why = whyOf(judged, request, replayed.at, output)
    return {
      row: why === null ? row : { ...row, why },
      judged,
      replayed,
      afterwards: observation.why,
      output,
    }
  } finally {
    await program.close()
  }
}

/**
 * The reason of a verdict. If no thread reached a gate, the binary may not be an engine: the reason describes its
 * file. If the first state differs, the user's arguments may have configured another engine.
 */
function whyOf(
  { verdict, why, step }: CallsJudgement,
  { binary, args = [] }: BinaryRequest,
  at: Replayed['at'],
  output: string,
): string | null {
  if (verdict === 'diverged' && step === 0 && args.length > 0)
    return `${why}; the arguments after -- configure another engine than the trace describes`
  if (verdict !== 'timed-out' && verdict !== 'crashed') return why
  const cause = causeIn(output)
  if (cause !== null) return cause
  if (Object.values(at).some((gate) => gate !== null)) return why
  const complaints = complaintsIn(output.split('\n'))
  // That a gate's connection ended says less than how the engine did.
  const end = /; the program (ended .*)$/.exec(why ?? '')?.[1]
  const short = end === undefined ? why : `the engine ${end}`
  if (complaints.length > 0) return `${short}; it said: ${complaints.join(' / ')}`
  return `${why}; ${fileOf(binary)} is ${describeFile(fileOf(binary))}`
}

/** The fields that are known. */
function presentIn<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> }
}

const lastLines = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-linesShown)

/** Whether the engine stands at its gates at the end of the replay, so that these can be opened. */
const wasDriven = (verdict: CallsJudgement['verdict']): boolean =>
  verdict === 'reproduced' || verdict === 'refused' || verdict === 'diverged'

async function afterwardsOf(
  { forwarding }: BinaryRequest,
  { verdict }: CallsJudgement,
  program: Program,
  opens: boolean,
) {
  if (opens) await program.driver.free()
  if (!opens || verdict !== 'reproduced')
    return { afterwards: 'unknown' as const, why: 'not observed' }
  try {
    return await program.observe(forwarding)
  } catch (error) {
    return { afterwards: 'unknown' as const, why: (error as Error).message }
  }
}

/** Stops the engine as an operator would, if its gates are open; otherwise kills it. Returns its end in words. */
async function endOf(isOpen: boolean, program: Program): Promise<string> {
  if (!isOpen) {
    await program.close()
    return 'was ended'
  }
  const how = await program.stop(endingMs)
  await program.close()
  return how === null ? `ignored SIGTERM for ${endingMs / 1000} s and was killed` : `ended ${how}`
}
