import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import { exitWithin } from '../../process/exit-within.js'
import type { Driver, StepOutcome } from '../driver.js'
import { type Gate, openGate } from './gate.js'
import { faultText, type GateFault, type GateReply } from './gate-fault.js'

export type GateDriverOptions = {
  /** One for each thread, in any order: the hello names the thread. */
  sockets: readonly Duplex[]
  threads: readonly string[]
  gates: readonly string[]
  /** Resolves when the program has ended. */
  ended: Promise<{ code: number | null; signal: string | null }>
  stimulate?: Driver['stimulate']
  /** Takes a step of the driver; a parked thread then sends the snapshot. */
  perform?: (action: string, performer: string, signal: AbortSignal) => Promise<void>
  /** How long a program may take to end after one of its gates vanished. */
  endingMs?: number
}

export type GateDriver = Driver & {
  /** Gets a new snapshot from a parked thread. */
  look(thread: string): Promise<StepOutcome>
  /** Has every thread end the program. */
  abort(): void
}

/** Drives a program through its gates. */
export function gateDriver(options: GateDriverOptions): GateDriver {
  const watch = watchFaults()
  const gates = options.sockets.map((socket) =>
    openGate(socket, { ...options, onFault: watch.report }),
  )
  const gateOf = (thread: string) => gates.find((gate) => gate.thread() === thread)
  const at = () =>
    Object.fromEntries(options.threads.map((name) => [name, gateOf(name)?.lastGate() ?? null]))
  /** A fault of any gate ends the wait: only one thread runs at a time. */
  const outcomeOf = async (work: Promise<GateReply>): Promise<StepOutcome> => {
    const reply = await watch.race(work)
    return reply.kind === 'parked'
      ? { kind: 'parked', at: withGates(at()), snapshot: reply.snapshot, ranMs: reply.ranMs }
      : faultOutcome(reply, options)
  }
  return {
    assemble: (threads) => outcomeOf(assemble(gates, threads)),
    standing: (thread) => requireGate(gateOf(thread), thread).lastGate() ?? 'no gate',
    stimulate: options.stimulate ?? ((stimulus) => lacks(`bring about ${stimulus}`)),
    release: (thread) => outcomeOf(requireGate(gateOf(thread), thread).go()),
    look: (thread) => outcomeOf(requireGate(gateOf(thread), thread).look()),
    perform: async (action, performer, signal) => {
      await (options.perform ?? lacks(`do ${action}`))(action, performer, signal)
      // After the deadline the machine waits for no snapshot.
      signal.throwIfAborted()
      const parked = gates.find((gate) => gate.isParked())
      return outcomeOf(requireGate(parked, 'any thread').look())
    },
    at,
    free: async () => gates.forEach((gate) => void gate.free()),
    abort: () => gates.forEach((gate) => void gate.abort()),
  }
}

/** Waits for every thread's first gate, then takes a snapshot while no thread runs. */
async function assemble(gates: readonly Gate[], threads: readonly string[]): Promise<GateReply> {
  const replies = await Promise.all(gates.map((gate) => gate.arrived))
  const fault = replies.find((reply) => reply.kind !== 'parked')
  if (fault !== undefined) return fault
  const names = gates.map((gate) => String(gate.thread()))
  const [expected, actual] = [threads, names].map((list) => [...list].sort().join(', '))
  if (expected !== actual) {
    throw new PeerupError('gate', `expected the threads ${expected}, got ${actual}`)
  }
  return requireGate(gates[0], 'any thread').look()
}

/** The outcome of a fault: end of file is a crash, all others violate the protocol. */
async function faultOutcome(
  fault: GateFault,
  { ended, endingMs = 2000 }: GateDriverOptions,
): Promise<StepOutcome> {
  const text = faultText(fault)
  if (fault.kind !== 'vanished' && fault.kind !== 'truncated') return { kind: 'failed', why: text }
  const how = await exitWithin(ended, endingMs)
  // Without a hello the gate has no thread to name, and the end says more.
  if (how !== null && fault.kind === 'vanished' && fault.thread === null) {
    const why = `the program ended ${how} before every thread reached its first gate`
    return { kind: 'crashed', why }
  }
  return {
    kind: 'crashed',
    why: `${text}; the program ${how === null ? 'still runs' : `ended ${how}`}`,
  }
}

/** Ends every wait at the first fault of any gate. */
function watchFaults() {
  let first: GateFault | null = null
  const interrupts = new Set<(fault: GateFault) => void>()
  return {
    report: (fault: GateFault) => {
      first ??= fault
      for (const interrupt of interrupts) interrupt(first)
    },
    race: (work: Promise<GateReply>): Promise<GateReply> =>
      new Promise<GateReply>((resolve, reject) => {
        if (first !== null) resolve(first)
        interrupts.add(resolve)
        work
          .then((reply) => resolve(first ?? reply), reject)
          .finally(() => interrupts.delete(resolve))
      }),
  }
}

/** Without the threads that have reached no gate. */
function withGates(at: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(at).flatMap(([thread, gate]) => (gate === null ? [] : [[thread, gate]])),
  )
}

function requireGate(gate: Gate | undefined, thread: string): Gate {
  if (gate !== undefined) return gate
  throw new PeerupError('gate', `expected a gate of ${thread}, found none`)
}

function lacks(what: string): never {
  throw new PeerupError(
    'program',
    `expected a program whose driver can ${what}, got one that cannot`,
  )
}
