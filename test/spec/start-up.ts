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
type Flags = Partial<Record<'bumpOnFailure' | 'guard' | 'publishDown' | 'lock', boolean>>

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
  WaitTurn: ({ turn, reached, position }) =>
    turn === 0 || reached === position ? 'OpenSocket' : undefined,
  OpenSocket: ({ me, link, ifIndex, opened, descriptors }, { bumpOnFailure }) => {
    // A recoverable failure closes the socket again, so nothing of it remains.
    if (link[ifIndex - 1] === 'down') {
      return me.peerUpdate && bumpOnFailure ? 'BumpReadTurn' : 'Reopen'
    }
    const socket = descriptors.indexOf(closed)
    const table = descriptors.with(socket, opened + 1)
    return {
      at: 'Bind',
      own: { ...me.own, socket },
      shared: { opened: opened + 1, descriptors: table },
    }
  },
  Bind: ({ me }, { bump }) =>
    me.peerUpdate && bump === 'after-bind' ? 'BumpReadTurn' : 'BeginRing',
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
    const next = bump === 'after-bind' ? 'SynchronizeStart' : 'BumpReadTurn'
    const published: Thread['published'] = { ...me.published, state: 'UP' }
    return { at: me.peerUpdate ? next : 'Receive', published }
  },

  BumpReadTurn: ({ turn, me }, variant) => (turn === 0 ? afterBump(me, variant) : 'BumpAddReached'),
  BumpAddReached: ({ reached }) => {
    return { at: 'BumpRereadTurn', counted: reached + 1, shared: { reached: reached + 1 } }
  },
  BumpRereadTurn: ({ turn, me }, variant) => {
    return { at: turn === me.counted ? 'BumpStoreReached' : afterBump(me, variant), counted: 0 }
  },
  BumpStoreReached: () => ({ at: 'BumpStoreTurn', shared: { reached: 0 } }),
  BumpStoreTurn: ({ me }, variant) => ({ at: afterBump(me, variant), shared: { turn: 0 } }),

  SynchronizeStart: ({ turn, me }) => (me.pollerr || turn === 0 ? 'Receive' : undefined),
  Receive: ({ me }) => {
    // The thread takes a pending error.
    return { at: me.pollerr ? 'PublishDown' : 'Guard', pollerr: false, sent: undefined }
  },
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
  Reopen: ({ me, descriptors }) => {
    const { socket } = me.own
    return {
      at: 'OpenSocket',
      own: { ...me.own, socket: 0 },
      pollerr: false,
      peerUpdate: false,
      shared: { descriptors: socket === 0 ? descriptors : descriptors.with(socket, closed) },
    }
  },
}

const sending = new Set<ControlPoint>(['LoadIfIndex', 'LoadSocket', 'Send'])

function afterBump({ own }: Thread, { bump }: Variant): ControlPoint {
  if (own.socket === 0) return 'Reopen' // it failed to open
  return bump === 'after-bind' ? 'BeginRing' : 'SynchronizeStart'
}

/** The state after an interface has come up; undefined if it was up. */
export function linkUp(state: State, index: number): State | undefined {
  return state.link[index] === 'up' ? undefined : { ...state, link: state.link.with(index, 'up') }
}

/** The state after an interface went down under its bound sockets; undefined if it cannot. */
export function linkDown(state: State, index: number, topology: Topology): State | undefined {
  const isOfInterface = (position: number) =>
    Math.floor(position / topology.threadsPerInterface) === index
  const isDown = ({ own }: Thread, position: number) =>
    isOfInterface(position) && own.afpState === 'DOWN'
  if (state.link[index] === 'down' || state.flaps === 0 || state.threads.some(isDown)) return
  const threads = state.threads.map((thread, position) =>
    isOfInterface(position) ? { ...thread, pollerr: true } : thread,
  )
  const link = state.link.with(index, 'down')
  return { ...state, link, flaps: state.flaps - 1, threads }
}
