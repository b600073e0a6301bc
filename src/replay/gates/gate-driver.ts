import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import { exitWithin } from '../../process/exit-within.js'
import type { Driver, StepOutcome } from '../driver.js'
import { type Gate, openGate } from './gate.js'
import { faultText, type GateFault, type GateReply } from './gate-fault.js'

export type GateDriverOptions = {
  /** One for each thread, in any order: the hello says whose it is. */
  sockets: readonly Duplex[]
  threads: readonly string[]
  gates: readonly string[]
  /** Resolves when the program is gone. */
  ended: Promise<{ code: number | null; signal: string | null }>
  stimulate?: Driver['stimulate']
  /** Acts for the driver; the snapshot is then asked of a gate. */
  perform?: (action: string, performer: string, signal: AbortSignal) => Promise<void>
  /** How long a program whose gate vanished may take to end, before that is all we know. */
  endingMs?: number
}

export type GateDriver = Driver & {
  /** Asks a parked thread for a new snapshot. */
  look(thread: string): Promise<StepOutcome>
  /** Tells every thread to end the program. */
  abort(): void
}

/** A program behind gates, as a world. */
export function gateDriver(options: GateDriverOptions): GateDriver {
  const watch = watchFaults()
  const open = options.sockets.map((socket) =>
    openGate(socket, { ...options, onFault: watch.report }),
  )
  const gateOf = (thread: string) => open.find((gate) => gate.thread() === thread)
  const at = () =>
    Object.fromEntries(options.threads.map((name) => [name, gateOf(name)?.lastGate() ?? null]))
  /** Any gate's fault ends the wait, for only one thread runs. */
  const met = async (work: Promise<GateReply>): Promise<StepOutcome> => {
    const heard = await watch.race(work)
    return heard.kind === 'parked'
      ? { kind: 'parked', at: standing(at()), snapshot: heard.snapshot, ranMs: heard.ranMs }
      : ending(heard, options)
  }
  return {
    assemble: (threads) => met(assemble(open, threads)),
    standing: (thread) => need(gateOf(thread), thread).lastGate() ?? 'no gate',
    stimulate: options.stimulate ?? ((stimulus) => refuse(`to bring about ${stimulus}`)),
    release: (thread) => met(need(gateOf(thread), thread).go()),
    look: (thread) => met(need(gateOf(thread), thread).look()),
    perform: async (action, performer, signal) => {
      await (options.perform ?? refuse(`to do ${action}`))(action, performer, signal)
      // Past the deadline nobody is asked any more.
      signal.throwIfAborted()
      return met(need(open[0], 'any thread').look())
    },
    at,
    free: async () => open.forEach((gate) => void gate.free()),
    abort: () => open.forEach((gate) => void gate.abort()),
  }
}

/** Waits for every thread's first gate; then one is asked again, for now nothing runs any more. */
async function assemble(open: readonly Gate[], threads: readonly string[]): Promise<GateReply> {
  const heard = await Promise.all(open.map((gate) => gate.arrived))
  const fault = heard.find((one) => one.kind !== 'parked')
  if (fault !== undefined) return fault
  const names = open.map((gate) => String(gate.thread()))
  const [expected, came] = [threads, names].map((list) => [...list].sort().join(', '))
  if (expected !== came) {
    throw new PeerupError('gate', `expected the threads ${expected}, got ${came}`)
  }
  return need(open[0], 'any thread').look()
}

/** End of file means that the program ended, if it did; the rest is a program that does not keep to the protocol. */
async function ending(
  fault: GateFault,
  { ended, endingMs = 2000 }: GateDriverOptions,
): Promise<StepOutcome> {
  const text = faultText(fault)
  if (fault.kind !== 'vanished' && fault.kind !== 'truncated') return { kind: 'failed', why: text }
  const how = await exitWithin(ended, endingMs)
  // Whose gate it was nobody knows, and an end says more.
  if (how !== null && fault.kind === 'vanished' && fault.thread === null) {
    const why = `the program ended ${how}, before every thread had come to its first gate`
    return { kind: 'crashed', why }
  }
  return {
    kind: 'crashed',
    why: `${text}; the program ${how === null ? 'still runs' : `ended ${how}`}`,
  }
}

/** Lets every wait end at the first fault of any gate, whoever is waited for. */
function watchFaults() {
  let first: GateFault | null = null
  const waiting = new Set<(fault: GateFault) => void>()
  return {
    report: (fault: GateFault) => {
      first ??= fault
      for (const interrupt of waiting) interrupt(first)
    },
    race: (work: Promise<GateReply>): Promise<GateReply> =>
      new Promise<GateReply>((resolve, reject) => {
        if (first !== null) resolve(first)
        waiting.add(resolve)
        work.then((heard) => resolve(first ?? heard), reject).finally(() => waiting.delete(resolve))
      }),
  }
}

function standing(at: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(at).flatMap(([thread, gate]) => (gate === null ? [] : [[thread, gate]])),
  )
}

function need(gate: Gate | undefined, thread: string): Gate {
  if (gate !== undefined) return gate
  throw new PeerupError('gate', `expected a gate of ${thread}, found none`)
}

function refuse(what: string): never {
  throw new PeerupError('program', `expected a world that knows how ${what}, got one that does not`)
}
