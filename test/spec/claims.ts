import type { View } from './state.js'

/** The properties of the start-up, and the witnesses that show what is possible. */

/** Holds or not for each thread. */
export type Claim = (view: View) => boolean
export type Property = keyof typeof violations

/** A property is violated in a state if this holds for some thread. */
export const violations = {
  SendImpliesPeerUp: ({ me }) => me.sent?.state === 'DOWN' || me.sent?.afpState === 'DOWN',
  SendUsesPeersSocket: ({ me: { sent } }) =>
    sent !== undefined && (sent.used === 0 || sent.used !== sent.held),
  SendUsesPeersIfIndex: ({ me: { sent }, peerIfIndex }) =>
    sent !== undefined && sent.used !== 0 && sent.ifIndex !== peerIfIndex,
  StartedImpliesPublished: ({ me, turn }) => turn === 0 && me.published.state !== 'UP',
  StartedImpliesOrdered: ({ turn, position, ifIndex, threadsPerInterface, threads, ...view }) => {
    const first = (ifIndex - 1) * threadsPerInterface
    const areUp = threads
      .slice(first, first + threadsPerInterface)
      .every(({ own }) => own.afpState === 'UP')
    const isWhole = view.link[ifIndex - 1] === 'up' && areUp
    return turn === 0 && isWhole && view.groups[ifIndex - 1]?.[position - first] !== position
  },
  NeverTwoRings: ({ threads }) => threads.filter(({ at }) => at === 'EndRing').length > 1,
  NeverSends: ({ me: { sent } }) => sent?.result === 'ok',
  NeverSendsEarly: ({ me: { sent } }) => sent?.result === 'ok' && sent.state === 'DOWN',
  NeverSendsThroughAnother: ({ me: { sent } }) => sent?.result === 'ok' && sent.used !== sent.held,
  NeverRecovers: ({ me: { sent, peerUpdate } }) => !peerUpdate && sent?.result === 'ok',
} satisfies Record<string, Claim>

/** Every fair run from each state with `from`, or from the start, reaches a state with `to`. */
export type LeadsTo = { from: Claim | 'start'; to: Claim }
export type Liveness =
  | 'BarrierOpens'
  | 'EveryThreadForwards'
  | 'UnpublishedIsTemporary'
  | 'FatalFailureIsNoticed'

const forwards: Claim = ({ me }) => me.sent?.result === 'ok'
const metUnpublished: Claim = ({ me, peer }) =>
  me.sent?.state === 'DOWN' || (me.at === 'Guard' && peer.published.state === 'DOWN')

const loop = ['Receive', 'AskForError', 'Guard', 'LoadIfIndex', 'LoadSocket', 'Send']
const inLoop = new Set<string>([...loop, 'PublishDown', 'SwitchDown', 'Reopen'])
/** The main thread asks the threads in turn order whether they run, and waits at the first that does not. */
const allBeforeRun: Claim = ({ threads, position }) =>
  threads.slice(0, position).every(({ at, peerUpdate }) => !peerUpdate || inLoop.has(at))

export const goals: Record<Liveness, LeadsTo> = {
  BarrierOpens: { from: 'start', to: ({ turn }) => turn === 0 },
  EveryThreadForwards: { from: () => true, to: forwards }, // from everywhere: again and again
  UnpublishedIsTemporary: { from: metUnpublished, to: forwards },
  FatalFailureIsNoticed: { from: ({ me }) => me.at === 'Ended', to: allBeforeRun },
}
