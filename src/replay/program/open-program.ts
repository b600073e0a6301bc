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
  /** What replaces `{variant}` in the mapping's command. */
  variant: string
  /** What replaces `{features}`: the variant's features; undefined if they are unknown. */
  features?: FeatureRecord | undefined
  /** Names of the threads that stop at gates, as the model has them. */
  threads: readonly string[]
  testbed: Testbed
  /** Runs this instead of the mapping's program, with the same arguments. */
  program?: string
  /** Runs this instead, as it is. */
  command?: Command
  signal?: AbortSignal
}

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
  /** Shows whether the program does what it is for, once all gates are open. */
  observe(forwarding: Forwarding): Promise<Afterwards>
  /** Asks the program to end by itself, as an operator would; null if it did not within `deadlineMs`. */
  stop(deadlineMs: number): Promise<string | null>
  /** Ends the program; resolves when nothing of it is left. */
  close(): Promise<ProcessExit>
  /** What it wrote; complete once it has ended. */
  output: Promise<{ stdout: string; stderr: string }>
}

/** The supervised process inherits its sockets from descriptor 4 on: the testbed's, if any, then the gates'. */
const firstDescriptor = 4

/**
 * Starts the program of a mapping under the keeper, with a gate for each thread. Throws a PeerupError
 * `environment` or `usage` if there is no such program.
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
  const [first] = testbed.takesSocket ? sockets.splice(0, 1) : []
  return programOf(request, process, sockets, testbed.open(first))
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

/** The same driver, which passes each snapshot to `record`. */
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
  const own = resolve(dirname(mappingFile), mapping.program.command[0] ?? '')
  const path = program === undefined ? own : resolve(program)
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
        fix: 'build it (./bootstrap builds what is in native/), or name another with --program',
      })
    : new PeerupError('usage', message, { where })
}

function argumentsOf({
  mapping,
  mappingFile,
  variant,
  features,
  testbed,
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
  return mapping.program.command.slice(1).map((word) => values[word] ?? word)
}
