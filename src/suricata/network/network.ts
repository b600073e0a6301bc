import type { Injector } from './injector.js'
import type { Links } from './links.js'
import type { Topology } from './topology.js'

/** The network around a program: frames go in and come out through the injector. */
export type Network = {
  injector: Injector
  links: Links
  topology: Topology
  /** Whether the processor that sends a frame selects its thread. */
  byProcessor: boolean
  /** The model's names of the engine's interfaces that are down now. */
  down: Set<string>
}
