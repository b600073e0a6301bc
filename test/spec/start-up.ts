import assert from 'node:assert/strict'

/** The start-up algorithm, written from its description in words and not from the TLA+ module. */

export type Variant = { bump: 'after-create' | 'after-bind' | 'after-up'; guard: boolean }
export type Topology = { pairs: number; threadsPerInterface: number }

type Opening = 'WaitTurn' | 'OpenSocket' | 'Bind' | 'BeginRing' | 'EndRing'
type Publishing = 'PublishIfIndex' | 'PublishSocket' | 'PublishState'
type Adding = 'BumpReadTurn' | 'BumpAddReached' | 'BumpRereadTurn'
type Bumping = Adding | 'BumpStoreReached' | 'BumpStoreTurn'
type Forwarding = 'Receive' | 'Guard' | 'LoadIfIndex' | 'LoadSocket' | 'Send'
export type ControlPoint = Opening | Publishing | Bumping | 'SynchronizeStart' | Forwarding

type UpOrDown = 'UP' | 'DOWN'
type Address = { ifIndex: number; socket: number }
type Thread = {
  at: ControlPoint
  counted: number
  published: Address & { state: UpOrDown } // its peer entry, for others to read
  own: { socket: number; afpState: UpOrDown } // its thread variables
  loaded: Address
  sent?: Sent | undefined
}
/** `used` and `held` are identities of sockets, 0 for none; the states are the peer's two. */
type Sent = Address & { result: string } & Record<'used' | 'held', number> & PeerStates
type PeerStates = Record<'state' | 'afpState', UpOrDown>
/** `descriptors` is the table from number to the identity of the socket open there. */
type Shared = { turn: number; reached: number; descriptors: readonly number[] }
export type State = Shared & { threads: readonly Thread[] }

const devNull = 0
const closed = -1
const nowhere = { ifIndex: 0, socket: 0 }

export function initialState({ pairs, threadsPerInterface }: Topology): State {
  const count = pairs * 2 * threadsPerInterface
  const published: Thread['published'] = { ifIndex: -1, socket: 0, state: 'DOWN' }
  const own: Thread['own'] = { socket: 0, afpState: 'DOWN' }
  const thread: Thread = { at: 'WaitTurn', counted: 0, published, own, loaded: nowhere }
  const descriptors = [devNull, ...Array<number>(count).fill(closed)]
  return { turn: count, reached: 0, descriptors, threads: Array<Thread>(count).fill(thread) }
}

/** A state as the thread at a position in turn order meets it. */
export type View = Shared & Record<'position' | 'ifIndex' | 'peerIfIndex', number> & Threads
type Threads = Record<'me' | 'peer', Thread> & { threads: readonly Thread[] }

export function viewOf(state: State, position: number, { threadsPerInterface }: Topology): View {
  // Turn order goes interface by interface: tx0 has index 1, rx0 2, tx1 3, ...
  const ifIndex = Math.floor(position / threadsPerInterface) + 1
  const peerIfIndex = ifIndex % 2 === 1 ? ifIndex + 1 : ifIndex - 1
  const me = item(state.threads, position)
  const peer = item(state.threads, position + (peerIfIndex - ifIndex) * threadsPerInterface)
  const { turn, reached, descriptors, threads } = state // one by one: many times faster than `...`
  return { turn, reached, descriptors, threads, position, me, peer, ifIndex, peerIfIndex }
}

/** The state after this thread's next step; undefined if the step is not enabled. */
export function step(state: State, view: View, variant: Variant): State | undefined {
  const effect = steps[view.me.at](view, variant)
  if (effect === undefined) return undefined
  const { shared, ...mine } = typeof effect === 'string' ? { at: effect } : effect
  const me = { ...view.me, ...mine }
  return { ...state, ...shared, threads: state.threads.with(view.position, me) }
}

/** Where a step goes and what it writes: to the acting thread and to what is shared, nothing else. */
type Effect = ControlPoint | (Partial<Thread> & { at: ControlPoint; shared?: Partial<Shared> })

/** One entry for each control point: the step that a thread standing there does next. */
const steps: Record<ControlPoint, (view: View, variant: Variant) => Effect | undefined> = {
  WaitTurn: ({ turn, reached, position }) =>
    turn === 0 || reached === position ? 'OpenSocket' : undefined,
  OpenSocket: ({ me, descriptors }) => {
    const socket = descriptors.indexOf(closed)
    // Nothing closes a socket here, so the newest identity is still in the table.
    const table = descriptors.with(socket, Math.max(...descriptors) + 1)
    return { at: 'Bind', own: { ...me.own, socket }, shared: { descriptors: table } }
  },
  Bind: (_, { bump }) => (bump === 'after-bind' ? 'BumpReadTurn' : 'BeginRing'),
  BeginRing: () => 'EndRing',
  EndRing: () => 'PublishIfIndex',

  PublishIfIndex: ({ me, ifIndex }) => {
    const own: Thread['own'] = { ...me.own, afpState: 'UP' }
    return { at: 'PublishSocket', own, published: { ...me.published, ifIndex } }
  },
  PublishSocket: ({ me: { own, published } }) => {
    return { at: 'PublishState', published: { ...published, socket: own.socket } }
  },
  PublishState: ({ me }, { bump }) => {
    const at = bump === 'after-bind' ? 'SynchronizeStart' : 'BumpReadTurn'
    return { at, published: { ...me.published, state: 'UP' } }
  },

  BumpReadTurn: ({ turn }, variant) => (turn === 0 ? afterBump(variant) : 'BumpAddReached'),
  BumpAddReached: ({ reached }) => {
    return { at: 'BumpRereadTurn', counted: reached + 1, shared: { reached: reached + 1 } }
  },
  BumpRereadTurn: ({ turn, me }, variant) => {
    return { at: turn === me.counted ? 'BumpStoreReached' : afterBump(variant), counted: 0 }
  },
  BumpStoreReached: () => ({ at: 'BumpStoreTurn', shared: { reached: 0 } }),
  BumpStoreTurn: (_, variant) => ({ at: afterBump(variant), shared: { turn: 0 } }),

  SynchronizeStart: ({ turn }) => (turn === 0 ? 'Receive' : undefined),
  Receive: () => ({ at: 'Guard', sent: undefined }),
  Guard: ({ peer }, { guard }) =>
    guard && peer.published.state !== 'UP' ? 'Receive' : 'LoadIfIndex',
  LoadIfIndex: ({ me, peer }) => {
    return { at: 'LoadSocket', loaded: { ...me.loaded, ifIndex: peer.published.ifIndex } }
  },
  LoadSocket: ({ me, peer }) => {
    return { at: 'Send', loaded: { ...me.loaded, socket: peer.published.socket } }
  },
  Send: ({ me: { loaded }, peer, descriptors }) => {
    const open = item(descriptors, loaded.socket)
    const onSocket = loaded.ifIndex === -1 ? 'ENXIO' : 'ok'
    const result = open === closed ? 'EBADF' : open === devNull ? 'ENOTSOCK' : onSocket
    const used = Math.max(open, 0) // neither a closed number nor /dev/null is a socket
    const held = Math.max(item(descriptors, peer.own.socket), 0)
    const states = { state: peer.published.state, afpState: peer.own.afpState }
    return { at: 'Receive', loaded: nowhere, sent: { ...loaded, result, used, held, ...states } }
  },
}

function afterBump({ bump }: Variant): ControlPoint {
  return bump === 'after-bind' ? 'BeginRing' : 'SynchronizeStart'
}

export function item<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined) assert.fail(`expected an item ${index} in a list of ${list.length}`)
  return found
}
