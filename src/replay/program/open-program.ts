import { dirname, join, resolve } from 'node:path'
import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import { type FeatureRecord, featuresText } from '../../core/features.js'
import type { Mapping } from '../../core/mapping.js'
import type { State } from '../../core/value.js'
import { boundedText } from '../../process/bounded-text.js'
import { whyNotExecutable } from '../../process/executable.js'
import { exitWithin } from '../../process/exit-within.js'
import {
  nativeFolder,
  type ProcessExit,
  type SupervisedProcess,
  supervise,
} from '../../process/supervise.js'
import { Injector } from '../../suricata/network/injector.js'
import { allUp, expectLinkUse, type LinkUse } from '../../suricata/network/link-use.js'
import { type Links, linksOf, type OwnInterfaces } from '../../suricata/network/links.js'
import {
  type Afterwards,
  bringFrame,
  type Network,
  observeExit,
  probePairs,
} from '../../suricata/network/probes.js'
import { performLink } from '../../suricata/network/set-link.js'
import { interfacePairs, parseTopology, type Topology } from '../../suricata/network/topology.js'
import { type GateDriver, gateDriver } from '../gates/gate-driver.js'
import { renamedDriver } from './renamed-driver.js'

export type ProgramRequest = {
  mapping: Mapping
  /** The mapping's file: the program's path is relative to it. */
  mappingFile: string
  variant: string
  /** Of the variant, for programs that take them; undefined if they are not known. */
  features?: FeatureRecord | undefined
  topology: string
  /** Names of the threads that stop at gates. */
  threads: readonly string[]
  /** Runs this instead of the mapping's program, with the same arguments. */
  program?: string
  /** Runs this instead, as it is. */
  command?: Command
  /** Interfaces that exist, instead of veth pairs in namespaces. */
  interfaces?: OwnInterfaces
  /** What the trace does with links, if anything: `linkUseOf` tells. */
  linkUse?: LinkUse
  signal?: AbortSignal
}

export type Command = {
  program: string
  args: readonly string[]
  env?: Record<string, string>
  root?: string
}

export type Program = {
  world: GateDriver
  /** The snapshot that the program sent last. */
  lastSnapshot(): State | null
  /** Of a program with a network: whether every pair forwards, both ways, once all gates are open. */
  observe(limits: { count: number; deadlineMs: number; aimed?: boolean }): Promise<Afterwards>
  /** Asks the program to end by itself, as an operator would; null if it did not within `deadlineMs`. */
  stop(deadlineMs: number): Promise<string | null>
  /** Ends the program; resolves when nothing of it is left. */
  close(): Promise<ProcessExit>
  /** What it wrote; complete once it has ended. */
  output: Promise<{ stdout: string; stderr: string }>
}

/** Descriptor 4 is the injector's when there is a network; the gates' follow. */
const firstDescriptor = 4

/** Starts the program of a mapping under the keeper, with a gate for each thread. */
export function openProgram(request: ProgramRequest): Program {
  const { mapping, threads, signal } = request
  const topology = mapping.program.network === 'veth' ? parseTopology(request.topology) : null
  const links = topology === null ? null : linksOf(topology, request.interfaces)
  const { linkUse = allUp } = request
  expectLinkUse(linkUse, links)
  const { down } = linkUse
  // In the run's own network the injector starts with the program, and its socket comes first.
  const together = links !== null && !links.own
  const gates = firstDescriptor + (together ? 1 : 0)
  const nativeThreads = threads.map((thread) => links?.nativeOf(thread) ?? thread)
  const { program, args, env, root } = request.command ?? {
    program: programPath(request),
    args: wordsOf(request, links, topology),
  }
  const kept = supervise(program, args, {
    sockets: threads.length + (together ? 1 : 0),
    env: { ...env, PEERUP_GATES: nativeThreads.map((name, i) => `${name}=${gates + i}`).join(',') },
    ...(together ? { network: links.engine, down } : {}),
    ...(root === undefined ? {} : { root }),
    ...(signal === undefined ? {} : { signal }),
  })
  const sockets = [...kept.sockets]
  const injectorKept = links?.own
    ? supervise(join(nativeFolder, 'injector'), [], { sockets: 1 })
    : null
  const [first] = together ? sockets.splice(0, 1) : (injectorKept?.sockets ?? [])
  const injector = first === undefined ? null : new Injector(first)
  return programOf(request, {
    kept,
    sockets,
    injectorKept,
    network:
      injector === null || links === null || topology === null
        ? null
        : { injector, links, topology, down: new Set(down) },
  })
}

type Started = {
  kept: SupervisedProcess
  /** The gates' sockets, in the order of the threads. */
  sockets: Duplex[]
  injectorKept: SupervisedProcess | null
  network: Network | null
}

function programOf(
  request: ProgramRequest,
  { kept, sockets, injectorKept, network }: Started,
): Program {
  const { threads, mapping } = request
  const nativeOf = network?.links.nativeOf ?? ((name: string) => name)
  let lastSnapshot: State | null = null
  const gated = gateDriver({
    sockets,
    threads: threads.map(nativeOf),
    gates: Object.keys(mapping.actions),
    ended: kept.ended,
    perform: (action, iface) => performLink(network, mapping, action, iface),
  })
  const named = network?.links.own
    ? renamedDriver(gated, [...threads, ...interfacePairs(network.topology).flat()], nativeOf)
    : gated
  const world: GateDriver = {
    ...recording(named, (snapshot) => {
      lastSnapshot = snapshot
    }),
    stimulate: async (stimulus, performer, signal) => {
      if (stimulus !== 'frame' || network === null || lastSnapshot === null) {
        throw new PeerupError(
          'mapping',
          `expected a stimulus of the testbed (frame), got ${stimulus}`,
        )
      }
      await bringFrame(network, world, performer, lastSnapshot, signal)
    },
  }
  return {
    world,
    lastSnapshot: () => lastSnapshot,
    observe: (limits) =>
      network === null ? observeExit(kept.ended, limits.deadlineMs) : probePairs(network, limits),
    stop: (deadlineMs) => {
      kept.stop()
      return exitWithin(kept.ended, deadlineMs)
    },
    close: async () => {
      await injectorKept?.end()
      return kept.end()
    },
    output: Promise.all([boundedText(kept.stdout), boundedText(kept.stderr)]).then(
      ([stdout, stderr]) => ({
        stdout,
        stderr,
      }),
    ),
  }
}

/** The same world, with each snapshot noted. */
function recording(world: GateDriver, note: (snapshot: State) => void): GateDriver {
  const noting =
    <A extends unknown[]>(ask: (...args: A) => ReturnType<GateDriver['look']>) =>
    async (...args: A) => {
      const met = await ask(...args)
      if (met.kind === 'parked') note(met.snapshot)
      return met
    }
  return {
    ...world,
    assemble: noting(world.assemble),
    release: noting(world.release),
    perform: noting(world.perform),
    look: noting(world.look),
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

function wordsOf(
  { mapping, mappingFile, variant, features }: ProgramRequest,
  links: Links | null,
  topology: Topology | null,
): string[] {
  if (features === undefined && mapping.program.command.includes('{features}')) {
    throw new PeerupError('usage', `expected a variant whose features are known, got ${variant}`, {
      where: { file: mappingFile },
      fix: 'declare it in the models.json beside the mapping',
    })
  }
  const values: Record<string, string> = {
    '{variant}': variant,
    '{features}': featuresText(features ?? {}),
    '{interfaces}': links?.engine ?? '',
    '{threads}': String(topology?.threads ?? ''),
  }
  return mapping.program.command.slice(1).map((word) => values[word] ?? word)
}
