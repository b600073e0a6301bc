import { readFileSync } from 'node:fs'
import { PeerupError } from '../../core/error.js'
import { interfacePairs, type Topology, threadPlace } from './topology.js'

/**
 * Interfaces that exist, for a replay on hardware: the engine's pairs, and the clients' that are
 * connected to them in the same order. Both are written `eth1:eth2,eth3:eth4`.
 */
export type OwnInterfaces = { engine: string; clients: string }

/** The interfaces of a run: the model says tx0, the program and the injector may say otherwise. */
export type Links = {
  /** As the program is given them. */
  engine: string
  /** Whether they are the user's own, and not veth pairs in namespaces of the run. */
  own: boolean
  /** The interface that the injector uses to reach the model's `iface`. */
  clientOf(iface: string): string
  /** The program's name for an interface or a thread of the model. */
  nativeOf(name: string): string
}

/** The links of a topology, in namespaces of the run or, with `own`, the user's. Throws a PeerupError `usage` if those are not as many, or not there. */
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
    throw new PeerupError('usage', `expected an interface once, got ${shared} on both sides`)
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

/** The interfaces of a list, in order; as many as the topology has, and all there. */
function existing(list: string, topology: Topology): string[] {
  const pairs = list.split(',').map((pair) => pair.split(':'))
  const wanted = topology.pairs === 1 ? 'one pair' : `${topology.pairs} pairs`
  if (pairs.length !== topology.pairs || pairs.some((pair) => pair.length !== 2)) {
    throw new PeerupError('usage', `expected ${wanted} such as eth1:eth2, got "${list}"`)
  }
  const names = pairs.flat()
  const there = interfacesHere()
  for (const name of names) {
    if (there.includes(name)) continue
    throw new PeerupError(
      'usage',
      `expected interfaces that exist (${there.join(', ')}), got "${name}"`,
    )
  }
  if (new Set(names).size === names.length) return names
  throw new PeerupError('usage', `expected each interface once, got "${list}"`)
}

/** Also those that are down; /sys would show those of the namespace that it was mounted in. */
function interfacesHere(): string[] {
  const [, , ...lines] = readFileSync('/proc/net/dev', 'utf8').trimEnd().split('\n')
  return lines.map((line) => line.split(':')[0]?.trim() ?? '')
}
