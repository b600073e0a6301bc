import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { exitWithin } from '../../process/exit-within.js'
import { nativeFolder, supervise } from '../../process/supervise.js'
import type { OpenTestbed, ProgramAdapter, Testbed } from '../../replay/program/testbed.js'
import { canMakeNetworks } from '../requirements.js'
import { bringFrame } from './bring-frame.js'
import { canSelectByProcessor, fanoutOrder } from './fanout-order.js'
import { Injector } from './injector.js'
import { expectLinkUse, linkUseOf } from './link-use.js'
import { linksOf, type OwnInterfaces } from './links.js'
import type { Network } from './network.js'
import { probeLimits, probePairs } from './probe-pairs.js'
import { performLink } from './set-link.js'
import { interfacePairs, parseTopology } from './topology.js'

export type NetworkOptions = {
  /** The user's interfaces, instead of veth pairs in namespaces. */
  interfaces?: OwnInterfaces
  /**
   * Whether threads receive any frame, as those of an unmodified engine: then only the processor that sends a
   * frame selects its thread.
   */
  aimed?: boolean
}

/** How long to wait for the report of a program's end once probes fail: the injector ends with it. */
const endingMs = 2000

/** For a program that forwards between interfaces, with real frames, links and probes. */
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
  const byProcessor = aimed || canSelectByProcessor(topology, links)
  return {
    placeholders: {
      '{interfaces}': links.engine,
      '{threads}': String(topology.threads),
      '{fanout}': byProcessor ? 'cpu' : 'default',
    },
    supervise: links.own ? {} : { network: links.engine, down },
    // In namespaces of the run, the keeper starts the injector with the program.
    takesSocket: !links.own,
    renamed: links.own ? interfacePairs(topology).flat() : [],
    programName: links.nativeOf,
    open: (socket) => openNetwork(mapping, { links, topology, down, byProcessor, aimed }, socket),
  }
}

type Surroundings = Pick<Network, 'links' | 'topology' | 'byProcessor'> & {
  down: readonly string[]
  aimed: boolean
}

function openNetwork(
  mapping: Mapping,
  { links, topology, down, byProcessor, aimed }: Surroundings,
  socket: Duplex | undefined,
): OpenTestbed {
  const injector = links.own ? supervise(join(nativeFolder, 'injector'), [], { sockets: 1 }) : null
  const injectorSocket = socket ?? injector?.sockets[0]
  if (injectorSocket === undefined) throw new PeerupError('program', 'the injector has no socket')
  const network: Network = {
    injector: new Injector(injectorSocket),
    links,
    topology,
    byProcessor,
    down: new Set(down),
  }
  return {
    perform: (action, iface) => performLink(network, mapping, action, iface),
    observeState: async (observation, at) => {
      if (observation === 'fanout-order') return fanoutOrder(network, at)
      const message = `expected the observation fanout-order, got ${observation}`
      throw new PeerupError('mapping', message)
    },
    stimulate: async (stimulus, performer, { driver, snapshot, signal }) => {
      if (stimulus !== 'frame') {
        const message = `expected the stimulus frame, got ${stimulus}`
        throw new PeerupError('mapping', message)
      }
      await bringFrame(network, driver, performer, snapshot, signal)
    },
    observe: async (ended, forwarding) => {
      try {
        return await probePairs(network, { ...probeLimits[forwarding], aimed })
      } catch (error) {
        const how = await exitWithin(ended, endingMs)
        if (how === null) throw error
        return { afterwards: 'unknown', why: `the program ended ${how}` }
      }
    },
    close: async () => void (await injector?.end()),
  }
}
