import type { Mapping } from '../core/mapping.js'
import { type ProgramAdapter, plainAdapter } from '../replay/program/testbed.js'
import { type NetworkOptions, networkAdapter } from './network/network-testbed.js'

/** The adapter of a mapping's program: with a network between interfaces, or without one. */
export function adapterOf({ program }: Mapping, options: NetworkOptions = {}): ProgramAdapter {
  switch (program.network) {
    case 'veth':
      return networkAdapter(options)
    case 'none':
      return plainAdapter
    default:
      return program.network satisfies never
  }
}
