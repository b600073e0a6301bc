import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import { type LinkValue, linkValue } from './injector.js'
import type { Network } from './network.js'
import { interfacePairs } from './topology.js'

/**
 * Takes a step of the driver: sets the link of the model's `iface` to the value that the mapping has for the
 * action. Throws a PeerupError `mapping` for an action without such a value.
 */
export async function performLink(
  network: Network,
  mapping: Mapping,
  action: string,
  iface: string,
): Promise<void> {
  const value = linkValue.safeParse(mapping.actions[action]?.sets)
  if (value.success) return setLink(network, iface, value.data)
  throw new PeerupError('mapping', `expected an action that sets a link up or down, got ${action}`)
}

/** Sets the link of one of the engine's interfaces, and records which are down. Throws a PeerupError `trace` for an unknown interface. */
export async function setLink(
  { injector, links, topology, down }: Network,
  iface: string,
  value: LinkValue,
): Promise<void> {
  const known = interfacePairs(topology).flat()
  if (!known.includes(iface)) {
    const message = `expected one of the interfaces ${known.join(', ')}, got ${iface}`
    throw new PeerupError('trace', message)
  }
  await injector.link(links.clientOf(iface), value)
  if (value === 'down') down.add(iface)
  else down.delete(iface)
}
