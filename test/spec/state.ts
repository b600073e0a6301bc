import assert from 'node:assert/strict'

/** The state of the start-up, and the initial states. */

export type Topology = { pairs: number; threadsPerInterface: number }

/**
 * How many interfaces are down at the start, and how often one may go down later; whether a link that
 * goes down takes a ring set-up unawares; the thread whose ring set-up fails fatally, from 1.
 */
export type Scenario = { down: 0 | 1; flaps: 0 | 1 | 2; inRing?: boolean; fatal?: number }

type Opening = 'WaitTurn' | 'OpenSocket' | 'Bind' | 'BeginRing' | 'EndRing'
type Publishing = 'PublishIfIndex' | 'PublishSocket' | 'PublishState'
type Adding = 'BumpReadTurn' | 'BumpAddReached' | 'BumpRereadTurn'
type Bumping = Adding | 'BumpStoreReached' | 'BumpStoreTurn'
type Forwarding = 'Receive' | 'AskForError' | 'Guard' | 'LoadIfIndex' | 'LoadSocket' | 'Send'
type Recovering = 'PublishDown' | 'SwitchDown' | 'Reopen'
type Running = 'SynchronizeStart' | Forwarding | Recovering
export type ControlPoint = Opening | Publishing | Bumping | Running | 'Ended'

type UpOrDown = 'UP' | 'DOWN'
type Address = { ifIndex: number; socket: number }
export type Thread = {
  at: ControlPoint
  counted: number
  published: Address & { state: UpOrDown } // its peer entry, for others to read
  own: { socket: number; isBound: boolean; afpState: UpOrDown } // its thread variables and its socket
  peerUpdate: boolean // its first open, which alone bumps
  pollerr: boolean // an error is pending on its socket: poll() gives POLLERR
  loaded: Address
  sent?: Sent | undefined
}
/** `used` and `held` are identities of sockets, 0 for none; the states are the peer's two. */
type Sent = Address & { result: string } & Record<'used' | 'held', number> & PeerStates
type PeerStates = Record<'state' | 'afpState', UpOrDown>
type Link = 'up' | 'down'
/** `descriptors` is the table from number to the identity of the socket open there. */
export type Shared = Record<'turn' | 'reached' | 'opened' | 'flaps', number> & {
  descriptors: readonly number[]
  link: readonly Link[] // by interface: index 1 comes first
  groups: readonly (readonly number[])[] // by interface: its fanout group, positions of threads
}
export type State = Shared & { threads: readonly Thread[]; scenario: Scenario }

export const devNull = 0
export const closed = -1
export const nowhere = { ifIndex: 0, socket: 0 }

/** All interfaces are up, or any one of them is down. */
export function initialStates(topology: Topology, scenario: Scenario, ringFirst = false): State[] {
  const allUp = Array<Link>(topology.pairs * 2).fill('up')
  const links = scenario.down === 0 ? [allUp] : allUp.map((_, index) => allUp.with(index, 'down'))
  const at = ringFirst ? 'OpenSocket' : 'WaitTurn'
  return links.map((link) => initialState(topology, link, scenario, at))
}

function initialState(
  { threadsPerInterface }: Topology,
  link: Link[],
  scenario: Scenario,
  at: ControlPoint,
): State {
  const count = link.length * threadsPerInterface
  const thread: Thread = {
    at,
    counted: 0,
    published: { ifIndex: -1, socket: 0, state: 'DOWN' },
    own: { socket: 0, isBound: false, afpState: 'DOWN' },
    peerUpdate: true,
    pollerr: false,
    loaded: nowhere,
  }
  const descriptors = [devNull, ...Array<number>(count).fill(closed)]
  const threads = Array<Thread>(count).fill(thread)
  const groups = link.map(() => [])
  const { flaps } = scenario
  return { turn: count, reached: 0, opened: 0, flaps, descriptors, link, groups, threads, scenario }
}

/** A state from the point of view of the thread at a position in turn order. */
export type View = Omit<Shared, 'flaps'> &
  Threads & { scenario: Scenario } & Record<'position' | 'ifIndex' | 'peerIfIndex', number> &
  Pick<Topology, 'threadsPerInterface'>
type Threads = Record<'me' | 'peer', Thread> & { threads: readonly Thread[] }

export function viewOf(state: State, position: number, { threadsPerInterface }: Topology): View {
  // Turn order goes interface by interface: tx0 has index 1, rx0 2, tx1 3, ...
  const ifIndex = Math.floor(position / threadsPerInterface) + 1
  const peerIfIndex = ifIndex % 2 === 1 ? ifIndex + 1 : ifIndex - 1
  const me = item(state.threads, position)
  const peer = item(state.threads, position + (peerIfIndex - ifIndex) * threadsPerInterface)
  // Field by field, because this is many times faster than `...`.
  const { turn, reached, opened, descriptors, link, groups, threads, scenario } = state
  return {
    turn,
    reached,
    opened,
    descriptors,
    link,
    groups,
    threads,
    scenario,
    threadsPerInterface,
    position,
    me,
    peer,
    ifIndex,
    peerIfIndex,
  }
}

export function item<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) assert.fail(`expected an item ${index} in a list of ${list.length}`)
  return found
}
