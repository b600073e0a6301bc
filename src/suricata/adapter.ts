import type { Mapping } from '../core/mapping.js'
import { type ProgramAdapter, plainAdapter } from '../replay/program/testbed.js'
import { type NetworkOptions, networkAdapter } from './network/network-testbed.js'

/** What a mapping's program brings along: a network between interfaces, or nothing. */
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
