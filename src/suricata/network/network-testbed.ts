import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { nativeFolder, supervise } from '../../process/supervise.js'
import type {
  Forwarding,
  OpenTestbed,
  ProgramAdapter,
  Testbed,
} from '../../replay/program/testbed.js'
import { canMakeNetworks } from '../requirements.js'
import { Injector } from './injector.js'
import { expectLinkUse, linkUseOf } from './link-use.js'
import { type Links, linksOf, type OwnInterfaces } from './links.js'
import type { Network } from './network.js'
import { bringFrame, probePairs } from './probes.js'
import { performLink } from './set-link.js'
import { interfacePairs, parseTopology, type Topology } from './topology.js'

/**
 * Probing one direction of a pair ends with the first frame for each thread. Only a pair that does not
 * forward takes so long. Where the model says that every thread comes to forward, the pair has time for
 * a hundred rounds of a thread's poll; where the model leaves it open, for some attempts to reopen.
 */
const probeLimits: Record<Forwarding, { count: number; deadlineMs: number }> = {
  expected: { count: 1000, deadlineMs: 10_000 },
  open: { count: 200, deadlineMs: 2000 },
}

export type NetworkOptions = {
  /** Interfaces that exist, instead of veth pairs in namespaces. */
  interfaces?: OwnInterfaces
  /** Whether frames are aimed by the processor that sends them, as an unmodified engine needs it. */
  aimed?: boolean
}

/** A program that forwards between interfaces: frames, links and probes are real. */
export const networkAdapter = (options: NetworkOptions = {}): ProgramAdapter => ({
  expectUsable: async () => void (await canMakeNetworks()),
  observesForwarding: true,
  testbedOf: (trace, mapping) => networkTestbed(trace, mapping, options),
})

function networkTestbed(
  trace: Trace,
  mapping: Mapping,
  { interfaces, aimed = false }: NetworkOptions,
): Testbed {
  const topology = parseTopology(trace.topology)
  const links = linksOf(topology, interfaces)
  const linkUse = linkUseOf(trace, mapping)
  expectLinkUse(linkUse, links)
  const { down } = linkUse
  return {
    placeholders: { '{interfaces}': links.engine, '{threads}': String(topology.threads) },
    supervise: links.own ? {} : { network: links.engine, down },
    // In the run's own network the injector starts with the program.
    takesSocket: !links.own,
    renamed: links.own ? interfacePairs(topology).flat() : [],
    programName: links.nativeOf,
    open: (socket) => openNetwork(mapping, { links, topology, down, aimed }, socket),
  }
}

type Surroundings = { links: Links; topology: Topology; down: readonly string[]; aimed: boolean }

function openNetwork(
  mapping: Mapping,
  { links, topology, down, aimed }: Surroundings,
  socket: Duplex | undefined,
): OpenTestbed {
  const own = links.own ? supervise(join(nativeFolder, 'injector'), [], { sockets: 1 }) : null
  const first = socket ?? own?.sockets[0]
  if (first === undefined) throw new PeerupError('program', 'the injector has no socket')
  const network: Network = {
    injector: new Injector(first),
    links,
    topology,
    down: new Set(down),
  }
  return {
    perform: (action, iface) => performLink(network, mapping, action, iface),
    stimulate: async (stimulus, performer, { driver, snapshot, signal }) => {
      if (stimulus !== 'frame') {
        const message = `expected a stimulus of the testbed (frame), got ${stimulus}`
        throw new PeerupError('mapping', message)
      }
      await bringFrame(network, driver, performer, snapshot, signal)
    },
    observe: (_, forwarding) => probePairs(network, { ...probeLimits[forwarding], aimed }),
    close: async () => void (await own?.end()),
  }
}
