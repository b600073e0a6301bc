import { PeerupError } from '../../core/error.js'
import { parseSizes } from '../../core/topology.js'

/** Pairs x capture threads on each interface: `2x1` is tx0 with rx0 and tx1 with rx1, one thread each. */
export type Topology = { pairs: number; threads: number }

/** Thread names have two digits. */
const mostThreads = 99

/** Parses `2x1`. Throws a PeerupError `trace`. */
export function parseTopology(text: string): Topology {
  const topology = parseSizes(text, ['pairs', 'threads'])
  if (topology.threads <= mostThreads) return topology
  const message = `expected at most ${mostThreads} threads on an interface, got "${text}"`
  throw new PeerupError('trace', message)
}

/** The model's names of the interfaces of each pair. */
export function interfacePairs({ pairs }: Topology): [string, string][] {
  return Array.from({ length: pairs }, (_, i) => [`tx${i}`, `rx${i}`])
}

/** The interface of a thread, and its index there from 0: 1 for `W#02-tx0`. Throws a PeerupError `trace`. */
export function threadPlace(thread: string): { iface: string; index: number } {
  const [, number, iface] = /^W#(\d\d)-(.+)$/.exec(thread) ?? []
  if (number === undefined || iface === undefined) {
    throw new PeerupError('trace', `expected a thread's name such as W#01-tx0, got "${thread}"`)
  }
  return { iface, index: Number(number) - 1 }
}
