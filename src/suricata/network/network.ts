import type { Injector } from './injector.js'
import type { Links } from './links.js'
import type { Topology } from './topology.js'

/** What brings frames to the program, and sees where they come out. */
export type Network = {
  injector: Injector
  links: Links
  topology: Topology
  /** The engine's interfaces that are down now, as the model names them. */
  down: Set<string>
}
