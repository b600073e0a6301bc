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
  NeverTwoRings: ({ threads }) => threads.filter(({ at }) => at === 'EndRing').length > 1,
  NeverSends: ({ me: { sent } }) => sent?.result === 'ok',
  NeverSendsEarly: ({ me: { sent } }) => sent?.result === 'ok' && sent.state === 'DOWN',
  NeverSendsThroughAnother: ({ me: { sent } }) => sent?.result === 'ok' && sent.used !== sent.held,
  NeverRecovers: ({ me: { sent, peerUpdate } }) => !peerUpdate && sent?.result === 'ok',
} satisfies Record<string, Claim>

/** Every fair run from each state with `from`, or from the start, reaches a state with `to`. */
export type LeadsTo = { from: Claim | 'start'; to: Claim }
export type Liveness = 'BarrierOpens' | 'EveryThreadForwards' | 'UnpublishedIsTemporary'

const forwards: Claim = ({ me }) => me.sent?.result === 'ok'
const metUnpublished: Claim = ({ me, peer }) =>
  me.sent?.state === 'DOWN' || (me.at === 'Guard' && peer.published.state === 'DOWN')

export const goals: Record<Liveness, LeadsTo> = {
  BarrierOpens: { from: 'start', to: ({ turn }) => turn === 0 },
  EveryThreadForwards: { from: () => true, to: forwards }, // from everywhere: again and again
  UnpublishedIsTemporary: { from: metUnpublished, to: forwards },
}
