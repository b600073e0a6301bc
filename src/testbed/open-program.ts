import { accessSync, constants, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { PeerupError } from '../error.js'
import type { Mapping } from '../mapping/mapping.js'
import { type GateWorld, gateWorld } from '../replay/gate-world.js'
import type { State, Value } from '../trace/value.js'
import { Injector } from './injector.js'
import { type Ending, type Kept, keep } from './keep.js'
import { interfacePairs, parseTopology, placeOf, type Topology } from './topology.js'

export type ProgramRequest = {
  mapping: Mapping
  /** The mapping's file: the program's path is relative to it. */
  mappingFile: string
  variant: string
  topology: string
  /** Names of the threads that stop at gates. */
  threads: readonly string[]
  /** Runs this instead of the mapping's program, with the same arguments. */
  program?: string
  signal?: AbortSignal
}

export type Program = {
  world: GateWorld
  /** The snapshot that the program sent last. */
  lastSnapshot(): State | null
  /** Of a program with a network: whether every pair forwards, both ways, once all gates are open. */
  observe(limits: { count: number; deadlineMs: number }): Promise<Afterwards>
  /** Ends the program; resolves when nothing of it is left. */
  close(): Promise<Ending>
  /** What it wrote; complete once it has ended. */
  output: Promise<{ stdout: string; stderr: string }>
}

export type Afterwards = { afterwards: 'forwards' | 'wedged' | 'unknown'; why: string }

/** Descriptor 4 is the injector's when there is a network; the gates' follow. */
const firstDescriptor = 4

/** How long one frame may take from the client's socket to the thread's ring. */
const frameMs = 5000

/** Starts the program of a mapping under the keeper, with a gate for each thread. */
export function openProgram(request: ProgramRequest): Program {
  const networked = request.mapping.program.network === 'veth'
  const topology = networked ? parseTopology(request.topology) : null
  const pairs =
    topology === null
      ? ''
      : interfacePairs(topology)
          .map((pair) => pair.join(':'))
          .join(',')
  const gates = firstDescriptor + (networked ? 1 : 0)
  const kept = keep(programPath(request), wordsOf(request, pairs, topology), {
    sockets: request.threads.length + (networked ? 1 : 0),
    env: {
      PEERUP_GATES: request.threads.map((thread, i) => `${thread}=${gates + i}`).join(','),
    },
    ...(networked ? { network: pairs } : {}),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  })
  const [first, ...rest] = kept.sockets
  const injector = networked && first !== undefined ? new Injector(first) : null
  return programOf(request, kept, networked ? rest : kept.sockets, injector, topology)
}

function programOf(
  request: ProgramRequest,
  kept: Kept,
  sockets: Duplex[],
  injector: Injector | null,
  topology: Topology | null,
): Program {
  let lastSnapshot: State | null = null
  const world = gateWorld({
    sockets,
    threads: request.threads,
    gates: Object.keys(request.mapping.actions),
    ended: kept.ended,
    stimulate: async (stimulus, performer, signal) => {
      if (stimulus !== 'frame' || injector === null || lastSnapshot === null) {
        throw new PeerupError(
          'mapping',
          `expected a stimulus of the testbed (frame), got ${stimulus}`,
        )
      }
      await bringFrame(injector, recorded, performer, lastSnapshot, signal)
    },
  })
  const recorded = recording(world, (snapshot) => {
    lastSnapshot = snapshot
  })
  return {
    world: recorded,
    lastSnapshot: () => lastSnapshot,
    observe: (limits) => observe(injector, topology, limits),
    close: () => kept.end(),
    output: Promise.all([text(kept.stdout), text(kept.stderr)]).then(([stdout, stderr]) => ({
      stdout,
      stderr,
    })),
  }
}

/** The same world, with each snapshot noted. */
function recording(world: GateWorld, note: (snapshot: State) => void): GateWorld {
  const noting =
    <A extends unknown[]>(ask: (...args: A) => ReturnType<GateWorld['look']>) =>
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

/**
 * Sends a frame to a thread and waits until it stands in the thread's ring. The thread is parked: it
 * is asked to look until the kernel has delivered.
 */
async function bringFrame(
  injector: Injector,
  world: GateWorld,
  thread: string,
  snapshot: State,
  signal: AbortSignal,
): Promise<void> {
  const { iface, index } = placeOf(thread)
  await injector.send(iface, index, Number(extra(snapshot, 'members', iface)))
  const deadline = performance.now() + frameMs
  while (!signal.aborted) {
    const met = await world.look(thread)
    if (met.kind !== 'parked') throw new PeerupError('gate', met.why)
    if (extra(met.snapshot, 'frame', thread) === true) return
    if (performance.now() > deadline) {
      throw new PeerupError(
        'program',
        `expected a frame in the ring of ${thread}, none came in ${frameMs} ms`,
      )
    }
  }
}

/** What a program tells the testbed beside the model's variables. */
function extra(snapshot: State, table: string, key: string): Value {
  const tables = snapshot.extra as { [table: string]: { [key: string]: Value } } | undefined
  const found = tables?.[table]?.[key]
  if (found !== undefined) return found
  throw new PeerupError('gate', `expected extra.${table}.${key} in a snapshot, got none`)
}

async function observe(
  injector: Injector | null,
  topology: Topology | null,
  limits: { count: number; deadlineMs: number },
): Promise<Afterwards> {
  if (injector === null || topology === null) {
    return { afterwards: 'unknown', why: 'the program has no network' }
  }
  const told: string[] = []
  let wedged = false
  for (const [tx, rx] of interfacePairs(topology)) {
    for (const [from, to] of [
      [tx, rx],
      [rx, tx],
    ] as const) {
      const probe = await injector.probe(from, to, { threads: topology.threads, ...limits })
      wedged ||= probe.targets.some((received) => received === 0)
      told.push(`${from} to ${to}: ${probe.received} of ${probe.sent} probe frames`)
    }
  }
  return { afterwards: wedged ? 'wedged' : 'forwards', why: told.join('; ') }
}

function programPath({ mapping, mappingFile, program }: ProgramRequest): string {
  const own = resolve(dirname(mappingFile), mapping.program.command[0] ?? '')
  const path = program === undefined ? own : resolve(program)
  try {
    accessSync(path, constants.X_OK)
    if (statSync(path).isFile()) return path
  } catch (cause) {
    throw notExecutable(path, program === undefined, (cause as Error).message)
  }
  throw notExecutable(path, program === undefined, 'it is no file')
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
  { mapping, variant }: ProgramRequest,
  pairs: string,
  topology: Topology | null,
): string[] {
  const values: Record<string, string> = {
    '{variant}': variant,
    '{interfaces}': pairs,
    '{threads}': String(topology?.threads ?? ''),
  }
  return mapping.program.command.slice(1).map((word) => values[word] ?? word)
}
