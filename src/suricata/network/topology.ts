import { PeerupError } from '../../core/error.js'

/** Pairs x capture threads on each interface: `2x1` is tx0 with rx0 and tx1 with rx1, one thread each. */
export type Topology = { pairs: number; threads: number }

/** Reads `2x1`. Throws a PeerupError `trace`, in `file` if that is known. */
export function parseTopology(text: string, file?: string): Topology {
  const [, pairs, threads] = /^([1-9]\d*)x([1-9]\d?)$/.exec(text) ?? []
  if (pairs === undefined || threads === undefined) {
    throw new PeerupError(
      'trace',
      `expected a topology of pairs x threads such as 1x1, got "${text}"`,
      file === undefined ? {} : { where: { file } },
    )
  }
  return { pairs: Number(pairs), threads: Number(threads) }
}

/** The interfaces of each pair, as the model names them. */
export function interfacePairs({ pairs }: Topology): [string, string][] {
  return Array.from({ length: pairs }, (_, i) => [`tx${i}`, `rx${i}`])
}

/** `W#02-tx0` captures on tx0, as its second thread (1, counted from 0). */
export function threadPlace(thread: string): { iface: string; index: number } {
  const [, number, iface] = /^W#(\d\d)-(.+)$/.exec(thread) ?? []
  if (number === undefined || iface === undefined) {
    throw new PeerupError('trace', `expected a thread's name such as W#01-tx0, got "${thread}"`)
  }
  return { iface, index: Number(number) - 1 }
}
