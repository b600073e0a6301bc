import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import { type LinkValue, linkValue } from './injector.js'
import type { Network } from './network.js'
import { interfacePairs } from './topology.js'

/** The driver's actions set links: to what, the mapping says. */
export async function performLink(
  network: Network,
  mapping: Mapping,
  action: string,
  iface: string,
): Promise<void> {
  const value = linkValue.safeParse(mapping.actions[action]?.sets)
  if (value.success) return setLink(network, iface, value.data)
  throw new PeerupError(
    'mapping',
    `expected an action that the testbed knows (sets a link up or down), got ${action}`,
  )
}

/** Sets the link of one of the engine's interfaces, and keeps in mind what is down. */
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
