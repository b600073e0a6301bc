import {
  type ControlPoint,
  closed,
  devNull,
  item,
  nowhere,
  type Shared,
  type State,
  type Thread,
  type Topology,
  type View,
} from './state.js'

/**
 * The start-up algorithm, written from its description in words instead of the TLA+ module. It repeats the
 * manifest's features on purpose; a feature that changes no step may be missing here.
 */

/** An absent feature is false. */
export type Variant = { bump: 'after-create' | 'after-bind' | 'after-up' } & Flags
type Sending = 'guard' | 'publishDown' | 'lock' | 'askWithoutWaiting'
type Flags = Partial<Record<Sending | 'bumpOnFailure' | 'bumpOnFatal' | 'ringFirst', boolean>>

/** The state after this thread's next step; undefined if the step is not enabled. */
export function step(state: State, view: View, variant: Variant): State | undefined {
  const effect = steps[view.me.at](view, variant)
  if (effect === undefined) return undefined
  const { shared, takesErrorOf, ...mine } = typeof effect === 'string' ? { at: effect } : effect
  const threads = state.threads.with(view.position, { ...view.me, ...mine })
  if (takesErrorOf !== undefined) {
    threads[takesErrorOf] = { ...item(threads, takesErrorOf), pollerr: false }
  }
  return { ...state, ...shared, threads }
}

/** The next control point of the acting thread, and what the step writes to the thread and to shared state. */
type Effect = ControlPoint | (Partial<Thread> & { at: ControlPoint } & Beyond)
/** A send takes the pending error of the socket that it uses, whichever thread holds that socket. */
type Beyond = { shared?: Partial<Shared>; takesErrorOf?: number | undefined }

/** For each control point the next step of a thread that stands there. */
const steps: Record<ControlPoint, (view: View, variant: Variant) => Effect | undefined> = {
  WaitTurn: ({ turn, reached, position, me }, { ringFirst }) => {
    if (turn !== 0 && reached !== position) return undefined
    if (!ringFirst) return 'OpenSocket'
    return me.own.socket === 0 ? 'BumpReadTurn' : 'Bind'
  },
  OpenSocket: ({ me, link, ifIndex, opened, descriptors }, { bumpOnFailure, ringFirst }) => {
    // A recoverable failure closes the socket again, so nothing of it remains.
    if (link[ifIndex - 1] === 'down') {
      if (!me.peerUpdate) return 'Reopen'
      if (ringFirst) return 'WaitTurn' // it bumps in its turn
      return bumpOnFailure ? 'BumpReadTurn' : 'Reopen'
    }
    const socket = descriptors.indexOf(closed)
    const table = descriptors.with(socket, opened + 1)
    return {
      at: ringFirst ? 'BeginRing' : 'Bind',
      own: { ...me.own, socket },
      shared: { opened: opened + 1, descriptors: table },
    }
  },
  Bind: (view, { bump, ringFirst }) => {
    const { me, link, groups, ifIndex, position } = view
    const isDown = link[ifIndex - 1] === 'down'
    if (ringFirst && isDown) {
      return { at: me.peerUpdate ? 'BumpReadTurn' : 'Reopen', ...closeSocket(view) }
    }
    // bind() succeeds while the link is down; the error is there at once, and no group to join.
    const joined = isDown ? groups : withGroup(view, [...item(groups, ifIndex - 1), position])
    const next = me.peerUpdate && bump === 'after-bind' ? 'BumpReadTurn' : 'BeginRing'
    return {
      at: ringFirst ? 'PublishIfIndex' : next,
      own: { ...me.own, isBound: true },
      pollerr: isDown,
      shared: { groups: joined },
    }
  },
  BeginRing: () => 'EndRing',
  EndRing: (view, { bump, ringFirst, bumpOnFatal }) => {
    const { me, groups, ifIndex, position } = view
    if (failsFatally(view)) {
      // It has passed the turn on already if it bumped after bind.
      const bumpsNow = bumpOnFatal && bump !== 'after-bind'
      const bumping = ringFirst ? 'WaitTurn' : 'BumpReadTurn'
      return { at: bumpsNow ? bumping : 'Ended', ...closeSocket(view) }
    }
    // The kernel takes a bound socket off its interface for this, and puts it back at the end.
    const group = item(groups, ifIndex - 1)
    const moved = group.includes(position)
      ? withGroup(view, [...leave(group, position), position])
      : groups
    const unbound = me.peerUpdate ? 'WaitTurn' : 'Bind'
    return { at: ringFirst ? unbound : 'PublishIfIndex', shared: { groups: moved } }
  },

  PublishIfIndex: ({ me, ifIndex }) => {
    const own: Thread['own'] = { ...me.own, afpState: 'UP' }
    return { at: 'PublishSocket', own, published: { ...me.published, ifIndex } }
  },
  PublishSocket: ({ me: { own, published } }) => {
    return { at: 'PublishState', published: { ...published, socket: own.socket } }
  },
  PublishState: ({ me }, { bump }) => {
    const next = bump === 'after-bind' ? 'SynchronizeStart' : 'BumpReadTurn'
    const published: Thread['published'] = { ...me.published, state: 'UP' }
    return { at: me.peerUpdate ? next : 'Receive', published }
  },

  BumpReadTurn: (view, variant) => (view.turn === 0 ? afterBump(view, variant) : 'BumpAddReached'),
  BumpAddReached: ({ reached }) => {
    return { at: 'BumpRereadTurn', counted: reached + 1, shared: { reached: reached + 1 } }
  },
  BumpRereadTurn: (view, variant) => {
    const isLast = view.turn === view.me.counted
    return { at: isLast ? 'BumpStoreReached' : afterBump(view, variant), counted: 0 }
  },
  BumpStoreReached: () => ({ at: 'BumpStoreTurn', shared: { reached: 0 } }),
  BumpStoreTurn: (view, variant) => ({ at: afterBump(view, variant), shared: { turn: 0 } }),

  SynchronizeStart: ({ turn, me }) => (me.pollerr || turn === 0 ? 'Receive' : undefined),
  Receive: ({ me }) => {
    // poll() shows a pending error and leaves it there.
    return { at: me.pollerr ? 'AskForError' : 'Guard', sent: undefined }
  },
  // recv() takes the error; it sleeps if a sender has taken it since.
  AskForError: ({ me }, { askWithoutWaiting }) =>
    me.pollerr || askWithoutWaiting ? { at: 'PublishDown', pollerr: false } : undefined,
  Guard: ({ peer }, { guard }) =>
    guard && peer.published.state !== 'UP' ? 'Receive' : 'LoadIfIndex',
  LoadIfIndex: ({ me, peer }) => {
    return { at: 'LoadSocket', loaded: { ...me.loaded, ifIndex: peer.published.ifIndex } }
  },
  LoadSocket: ({ me, peer }) => {
    return { at: 'Send', loaded: { ...me.loaded, socket: peer.published.socket } }
  },
  Send: ({ me: { loaded }, peer, descriptors, link, threads }) => {
    const open = item(descriptors, loaded.socket)
    const reachesSocket = open > devNull && loaded.ifIndex !== -1
    const isDown = link[loaded.ifIndex - 1] === 'down'
    const holder = threads.findIndex(({ own, pollerr }) => pollerr && own.socket === loaded.socket)
    const takesErrorOf = reachesSocket && !isDown && holder !== -1 ? holder : undefined
    const onSocket = isDown || takesErrorOf !== undefined ? 'ENETDOWN' : 'ok'
    const onIndex = loaded.ifIndex === -1 ? 'ENXIO' : onSocket
    const result = open === closed ? 'EBADF' : open === devNull ? 'ENOTSOCK' : onIndex
    const used = Math.max(open, 0) // neither a closed number nor /dev/null is a socket
    const held = Math.max(item(descriptors, peer.own.socket), 0)
    const states = { state: peer.published.state, afpState: peer.own.afpState }
    const sent = { ...loaded, result, used, held, ...states }
    return { at: 'Receive', loaded: nowhere, sent, takesErrorOf }
  },

  PublishDown: ({ me, peer }, { publishDown, lock }) => {
    // Only its peer sends to this thread, and holds the lock from the guard to the send.
    if (lock && sending.has(peer.at)) return undefined
    return publishDown
      ? { at: 'SwitchDown', published: { ...me.published, state: 'DOWN' } }
      : 'SwitchDown'
  },
  SwitchDown: ({ me }) => ({ at: 'Reopen', own: { ...me.own, afpState: 'DOWN' } }),
  Reopen: (view) => {
    return { at: 'OpenSocket', pollerr: false, peerUpdate: false, ...closeSocket(view) }
  },
  Ended: () => undefined,
}

const sending = new Set<ControlPoint>(['LoadIfIndex', 'LoadSocket', 'Send'])

/** Whether the ring set-up of this thread fails. */
const failsFatally = ({ scenario, position }: View) => scenario.fatal === position + 1

/** The thread's socket is closed, if it has one: the last member of the group takes its place there. */
function closeSocket(view: View) {
  const { me, descriptors, groups, ifIndex, position } = view
  const { socket } = me.own
  const group = item(groups, ifIndex - 1)
  return {
    own: { ...me.own, socket: 0, isBound: false },
    shared: {
      descriptors: socket === 0 ? descriptors : descriptors.with(socket, closed),
      groups: group.includes(position) ? withGroup(view, leave(group, position)) : groups,
    },
  }
}

const withGroup = ({ groups, ifIndex }: View, group: number[]) => groups.with(ifIndex - 1, group)

/** The group without one of its members. */
function leave(group: readonly number[], position: number): number[] {
  const last = item(group, group.length - 1)
  return group.slice(0, -1).map((member) => (member === position ? last : member))
}

function afterBump(view: View, { bump }: Variant): ControlPoint {
  if (view.me.own.socket === 0) return failsFatally(view) ? 'Ended' : 'Reopen'
  return bump === 'after-bind' ? 'BeginRing' : 'SynchronizeStart'
}

/**
 * The state after an interface has come up; undefined if it was up. Its sockets come back to their group
 * in the order in which they were opened.
 */
export function linkUp(state: State, index: number, topology: Topology): State | undefined {
  if (state.link[index] === 'up') return undefined
  const group = item(state.groups, index)
  const opened = (position: number) =>
    item(state.descriptors, item(state.threads, position).own.socket)
  const returning = positionsOf(index, topology)
    .filter((position) => item(state.threads, position).own.isBound && !group.includes(position))
    .sort((one, other) => opened(one) - opened(other))
  const groups = state.groups.with(index, [...group, ...returning])
  return { ...state, link: state.link.with(index, 'up'), groups }
}

/** The state after an interface went down; undefined if it cannot. */
export function linkDown(state: State, index: number, topology: Topology): State | undefined {
  if (state.link[index] === 'down' || state.flaps === 0) return undefined
  // A socket that sets up its ring is off the interface, so it may not learn that its link went down.
  const isAway = ({ at }: Thread) => state.scenario.inRing === true && at === 'EndRing'
  const positions = positionsOf(index, topology)
  const threads = state.threads.map((thread, position) =>
    positions.includes(position) && thread.own.isBound && !isAway(thread)
      ? { ...thread, pollerr: true }
      : thread,
  )
  const staying = item(state.groups, index).filter((member) => isAway(item(threads, member)))
  const groups = state.groups.with(index, staying)
  const link = state.link.with(index, 'down')
  return { ...state, link, flaps: state.flaps - 1, groups, threads }
}

/** The threads of an interface. */
const positionsOf = (index: number, { threadsPerInterface }: Topology): number[] =>
  Array.from({ length: threadsPerInterface }, (_, n) => index * threadsPerInterface + n)
