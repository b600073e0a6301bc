import { readFileSync } from 'node:fs'
import { PeerupError } from '../../core/error.js'
import { interfacePairs, type Topology, threadPlace } from './topology.js'

/**
 * The user's interfaces, for a replay on hardware: the engine's pairs, and the clients' pairs that are
 * connected to them, in the same order. Both are written `eth1:eth2,eth3:eth4`.
 */
export type OwnInterfaces = { engine: string; clients: string }

/** The interfaces of a run. Program and injector may have other names for the model's tx0. */
export type Links = {
  /** The engine's pairs, as the program takes them. */
  engine: string
  /** Whether they are the user's, and not veth pairs in namespaces of the run. */
  own: boolean
  /** The client's interface that is connected to the model's `iface`. */
  clientOf(iface: string): string
  /** The program's name for an interface or a thread of the model. */
  nativeOf(name: string): string
}

/**
 * The links of a topology: veth pairs in namespaces of the run, or with `own` the user's interfaces. Throws a
 * PeerupError `usage` if those do not exist, or are not as many as the topology has.
 */
export function linksOf(topology: Topology, own?: OwnInterfaces): Links {
  const model = interfacePairs(topology).flat()
  const pairs = interfacePairs(topology).map((pair) => pair.join(':'))
  if (own === undefined) {
    const same = (name: string) => name
    return { engine: pairs.join(','), own: false, clientOf: same, nativeOf: same }
  }
  const [engine, clients] = [existing(own.engine, topology), existing(own.clients, topology)]
  const shared = engine.find((name) => clients.includes(name))
  if (shared !== undefined) {
    throw new PeerupError('usage', `expected each interface once, got ${shared} on both sides`)
  }
  const native = (name: string) => engine[model.indexOf(name)] ?? name
  return {
    engine: own.engine,
    own: true,
    clientOf: (iface) => clients[model.indexOf(iface)] ?? iface,
    nativeOf: (name) => (model.includes(name) ? native(name) : renamedThread(name, native)),
  }
}

function renamedThread(thread: string, native: (iface: string) => string): string {
  const { iface } = threadPlace(thread)
  return `${thread.slice(0, -iface.length)}${native(iface)}`
}

/** The interfaces of a list, in order: as many as the topology has, and existing ones only. */
function existing(list: string, topology: Topology): string[] {
  const pairs = list.split(',').map((pair) => pair.split(':'))
  const expected = topology.pairs === 1 ? 'one pair' : `${topology.pairs} pairs`
  if (pairs.length !== topology.pairs || pairs.some((pair) => pair.length !== 2)) {
    throw new PeerupError('usage', `expected ${expected} such as eth1:eth2, got "${list}"`)
  }
  const names = pairs.flat()
  const known = interfacesHere()
  for (const name of names) {
    if (known.includes(name)) continue
    throw new PeerupError(
      'usage',
      `expected interfaces that exist (${known.join(', ')}), got "${name}"`,
    )
  }
  if (new Set(names).size === names.length) return names
  throw new PeerupError('usage', `expected each interface once, got "${list}"`)
}

/** The interfaces of this network namespace, up or down; /sys shows those of the namespace it was mounted in. */
function interfacesHere(): string[] {
  const [, , ...lines] = readFileSync('/proc/net/dev', 'utf8').trimEnd().split('\n')
  return lines.map((line) => line.split(':')[0]?.trim() ?? '')
}
