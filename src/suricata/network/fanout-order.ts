import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { PeerupError } from '../../core/error.js'
import type { State } from '../../core/value.js'
import type { StimulusContext } from '../../replay/program/testbed.js'
import { extra, hasTable } from './bring-frame.js'
import type { Links } from './links.js'
import type { Network } from './network.js'
import { interfacePairs, type Topology, threadPlace } from './topology.js'

/** The threads of each interface by their places in its fanout group, as frames show them. */
export type FanoutOrder = Record<string, string[]>

/** Time limit for one frame, from the client's socket to a thread's ring. */
const frameMs = 5000
/** How often to look whether a thread has sent. */
const lookMs = 1

/**
 * Observes the order of each fanout group, while all threads stand at gates: a frame aimed at each place, and
 * the thread whose ring then has one. Leaves out an interface of which a thread is not UP (a frame without a ring
 * goes elsewhere) or has a frame already, and all of them without groups or without aim. The frames stay in the
 * rings. Throws a PeerupError: `program` if no thread gets a frame in time, `gate` if a snapshot fails.
 */
export async function fanoutOrder(
  network: Network,
  { driver, snapshot, signal }: StimulusContext,
): Promise<FanoutOrder> {
  const { topology, byProcessor } = network
  if (topology.threads === 1 || !byProcessor) return {}
  const order: FanoutOrder = {}
  for (const iface of interfacePairs(topology).flat()) {
    const threads = driver.at()
    const own = Object.keys(threads).filter((thread) => threadPlace(thread).iface === iface)
    if (network.down.has(iface) || !own.every((thread) => canShow(snapshot, thread))) continue
    order[iface] = await orderOf(network, iface, own, { driver, snapshot, signal })
  }
  return order
}

const canShow = (snapshot: State, thread: string): boolean =>
  isUp(snapshot, thread) && extra(snapshot, 'frame', thread) !== true

function isUp({ ptv }: State, thread: string): boolean {
  const views = ptv as { [thread: string]: { afp_state?: unknown } } | undefined
  const state = views?.[thread]?.afp_state
  if (state !== undefined) return state === 'UP'
  throw new PeerupError('gate', `expected ptv.${thread}.afp_state in a snapshot, got none`)
}

/**
 * Observes the order of each fanout group of an engine that runs freely, with a group by processor: a frame
 * aimed at each place, and the thread that then sends for the first time. `senders` returns the threads that
 * have sent so far; none may have when this is called. Throws a PeerupError `program` if none sends in time.
 */
export async function fanoutOrderBySends(
  { injector, links, topology }: Pick<Network, 'injector' | 'links' | 'topology'>,
  senders: () => readonly string[],
): Promise<FanoutOrder> {
  const order: FanoutOrder = {}
  for (const iface of interfacePairs(topology).flat()) {
    const threads: string[] = []
    for (let place = 0; place < topology.threads; place++) {
      const before = senders()
      await injector.aim(links.clientOf(iface), place, topology.threads)
      threads.push(await nextSender(before, senders, `place ${place} of ${iface}`))
    }
    order[iface] = threads
  }
  return order
}

async function nextSender(
  before: readonly string[],
  senders: () => readonly string[],
  place: string,
): Promise<string> {
  for (const deadline = performance.now() + frameMs; performance.now() <= deadline; ) {
    const next = senders().find((thread) => !before.includes(thread))
    if (next !== undefined) return next
    await setTimeout(lookMs)
  }
  const message = `expected a first send after a frame for ${place}, none came in ${frameMs} ms`
  throw new PeerupError('program', message)
}

async function orderOf(
  { injector, links }: Network,
  iface: string,
  threads: readonly string[],
  { driver, snapshot, signal }: StimulusContext,
): Promise<string[]> {
  const members = Number(extra(snapshot, 'members', iface))
  const order: string[] = []
  for (let place = 0; place < members; place++) {
    // A thread of an unmodified program takes a frame for any thread.
    if (hasTable(snapshot, 'slot')) await injector.aim(links.clientOf(iface), place, members)
    else await injector.aimForAll(links.clientOf(iface), place, members)
    const waiting = threads.filter((thread) => !order.includes(thread))
    order.push(await firstWithFrame(waiting, `place ${place} of ${iface}`, { driver, signal }))
  }
  return order
}

async function firstWithFrame(
  threads: readonly string[],
  place: string,
  { driver, signal }: Pick<StimulusContext, 'driver' | 'signal'>,
): Promise<string> {
  const deadline = performance.now() + frameMs
  const [first = ''] = threads
  while (!signal.aborted && performance.now() <= deadline) {
    const outcome = await driver.look(first)
    if (outcome.kind !== 'parked') throw new PeerupError('gate', outcome.why)
    const { snapshot } = outcome
    const found = threads.find((thread) => extra(snapshot, 'frame', thread) === true)
    if (found !== undefined) return found
  }
  throw new PeerupError(
    'program',
    `expected a frame for ${place} in the ring of ${threads.join(' or ')}, none came in ${frameMs} ms`,
  )
}

/**
 * Whether frames can be aimed at each place of a fanout group on this machine: a veth pair delivers a frame on
 * the processor that sends it, and each place needs a processor of its own.
 */
export function canSelectByProcessor(
  { threads }: Pick<Topology, 'threads'>,
  { own }: Pick<Links, 'own'>,
): boolean {
  const processors = allowedProcessors(readFileSync('/proc/self/status', 'utf8'))
  return (
    !own && Array.from({ length: threads }, (_, place) => place).every((n) => processors.has(n))
  )
}

/** The processors of a `/proc/PID/status` on which the process may run, such as `0-1,4`. */
function allowedProcessors(status: string): Set<number> {
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status) ?? []
  return new Set(
    list.split(',').flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    }),
  )
}
