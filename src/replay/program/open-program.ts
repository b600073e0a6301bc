import { dirname, resolve } from 'node:path'
import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import { type FeatureRecord, featuresText } from '../../core/features.js'
import type { Mapping } from '../../core/mapping.js'
import type { State } from '../../core/value.js'
import { boundedText } from '../../process/bounded-text.js'
import { whyNotExecutable } from '../../process/executable.js'
import { exitWithin } from '../../process/exit-within.js'
import { type ProcessExit, type SupervisedProcess, supervise } from '../../process/supervise.js'
import { type GateDriver, gateDriver } from '../gates/gate-driver.js'
import { renamedDriver } from './renamed-driver.js'
import type { Afterwards, Forwarding, OpenTestbed, Testbed } from './testbed.js'

export type ProgramRequest = {
  mapping: Mapping
  /** The mapping's file: the program's path is relative to it. */
  mappingFile: string
  /** Replaces `{variant}` in the mapping's command. */
  variant: string
  /** What replaces `{features}`: the variant's features; undefined if they are unknown. */
  features?: FeatureRecord | undefined
  /** The model's names of the threads that stop at gates. */
  threads: readonly string[]
  testbed: Testbed
  /** Words after those of the mapping's command, as the trace's scenario needs them. */
  scenarioArguments?: readonly string[]
  /** Runs this instead of the mapping's program, with the same arguments. */
  program?: string
  /** Runs this command instead, unchanged. */
  command?: Command
  signal?: AbortSignal
}

/** With `root`, the program runs in this root directory. */
export type Command = {
  program: string
  args: readonly string[]
  env?: Record<string, string>
  root?: string
}

export type Program = {
  driver: GateDriver
  /** The last snapshot that the program sent. */
  lastSnapshot(): State | null
  /** Observes whether the program comes to forward, once all gates are open. */
  observe(forwarding: Forwarding): Promise<Afterwards>
  /** Sends SIGTERM, as an operator would. How the program ended, in words; null if not within `deadlineMs`. */
  stop(deadlineMs: number): Promise<string | null>
  /** Kills the program; resolves when all its processes are gone. */
  close(): Promise<ProcessExit>
  /** What the program wrote, once it has ended. */
  output: Promise<{ stdout: string; stderr: string }>
}

/** The program inherits its sockets from this descriptor on: the testbed's, if it takes one, then the gates'. */
const firstDescriptor = 4

/**
 * Starts the program of a mapping under the keeper, with a gate for each thread. Throws a PeerupError if the
 * program cannot be executed: `environment` for the mapping's, `usage` for another one.
 */
export function openProgram(request: ProgramRequest): Program {
  const { testbed, threads, signal } = request
  const gates = firstDescriptor + (testbed.takesSocket ? 1 : 0)
  const { program, args, env, root } = request.command ?? {
    program: programPath(request),
    args: argumentsOf(request),
  }
  const descriptors = threads.map((name, i) => `${testbed.programName(name)}=${gates + i}`)
  const process = supervise(program, args, {
    ...testbed.supervise,
    sockets: threads.length + (testbed.takesSocket ? 1 : 0),
    env: { ...env, PEERUP_GATES: descriptors.join(',') },
    ...(root === undefined ? {} : { root }),
    ...(signal === undefined ? {} : { signal }),
  })
  const sockets = [...process.sockets]
  const [testbedSocket] = testbed.takesSocket ? sockets.splice(0, 1) : []
  return programOf(request, process, sockets, testbed.open(testbedSocket))
}

function programOf(
  { threads, mapping, testbed }: ProgramRequest,
  process: SupervisedProcess,
  sockets: readonly Duplex[],
  surroundings: OpenTestbed,
): Program {
  let lastSnapshot: State | null = null
  const gated = gateDriver({
    sockets,
    threads: threads.map(testbed.programName),
    gates: Object.keys(mapping.actions),
    ended: process.ended,
    perform: surroundings.perform,
  })
  const named =
    testbed.renamed.length === 0
      ? gated
      : renamedDriver(gated, [...threads, ...testbed.renamed], testbed.programName)
  const driver: GateDriver = {
    ...recordingDriver(named, (snapshot) => {
      lastSnapshot = snapshot
    }),
    stimulate: (stimulus, performer, signal) =>
      surroundings.stimulate(stimulus, performer, {
        driver,
        snapshot: lastSnapshot ?? {},
        signal,
      }),
  }
  return {
    driver,
    lastSnapshot: () => lastSnapshot,
    observe: (forwarding) => surroundings.observe(process.ended, forwarding),
    stop: (deadlineMs) => {
      process.stop()
      return exitWithin(process.ended, deadlineMs)
    },
    close: async () => {
      await surroundings.close()
      return process.end()
    },
    output: Promise.all([boundedText(process.stdout), boundedText(process.stderr)]).then(
      ([stdout, stderr]) => ({ stdout, stderr }),
    ),
  }
}

/** The same driver; it passes each snapshot to `record`. */
function recordingDriver(driver: GateDriver, record: (snapshot: State) => void): GateDriver {
  const recording =
    <A extends unknown[]>(act: (...args: A) => ReturnType<GateDriver['look']>) =>
    async (...args: A) => {
      const outcome = await act(...args)
      if (outcome.kind === 'parked') record(outcome.snapshot)
      return outcome
    }
  return {
    ...driver,
    assemble: recording(driver.assemble),
    release: recording(driver.release),
    perform: recording(driver.perform),
    look: recording(driver.look),
  }
}

function programPath({ mapping, mappingFile, program }: ProgramRequest): string {
  const ofMapping = resolve(dirname(mappingFile), mapping.program.command[0] ?? '')
  const path = program === undefined ? ofMapping : resolve(program)
  const why = whyNotExecutable(path)
  if (why !== null) throw notExecutable(path, program === undefined, why)
  return path
}

function notExecutable(path: string, ofMapping: boolean, why: string): PeerupError {
  const message = `expected a program that can be executed, got: ${why}`
  const where = { file: path }
  return ofMapping
    ? new PeerupError('environment', message, {
        where,
        fix: 'build it (./bootstrap builds native/), or name another program with --program',
      })
    : new PeerupError('usage', message, { where })
}

function argumentsOf({
  mapping,
  mappingFile,
  variant,
  features,
  testbed,
  scenarioArguments = [],
}: ProgramRequest): string[] {
  if (features === undefined && mapping.program.command.includes('{features}')) {
    throw new PeerupError('usage', `expected a variant with known features, got ${variant}`, {
      where: { file: mappingFile },
      fix: 'declare it in the models.json beside the mapping',
    })
  }
  const values: Record<string, string> = {
    '{variant}': variant,
    '{features}': featuresText(features ?? {}),
    ...testbed.placeholders,
  }
  const words = mapping.program.command.slice(1).map((word) => values[word] ?? word)
  return [...words, ...scenarioArguments]
}
