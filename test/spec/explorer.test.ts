import { describe, expect, it } from 'vitest'
import { explore } from './explorer.js'
import type { Variant } from './start-up.js'
import type { Topology } from './state.js'
import { fixA, fixB, fixC, type ScenarioName, scenarios, v7, v8 } from './variants.js'

// Every number here is counted by hand from the description of the algorithm; comments have the argument.

const onePair: Topology = { pairs: 1, threadsPerInterface: 1 }

function explored(variant: Variant, scenario: ScenarioName) {
  return explore({ variant, scenario: scenarios[scenario], topology: onePair })
}

describe('a bump after publication', () => {
  // The second thread opens its socket only after BumpAddReached of the first, so there are:
  // - 10 states: the first at WaitTurn ... BumpAddReached, the second waiting for its turn;
  // - 2 x 13 states: the first at BumpRereadTurn or SynchronizeStart, the second at one of its 13
  //   points up to BumpStoreTurn, after which turn is 0;
  // - 8 x 7 states: from then on the threads do not affect each other. Each has six states in the
  //   loop (Receive before its first send and after, Guard, two loads, Send); the second may also
  //   stand at SynchronizeStart, the first there or still at BumpRereadTurn.
  // The farthest state has both after a send: 10 + 13 steps to the barrier, 7 + 6 from it.
  it('has 92 states, the farthest 36 steps away', () => {
    expect(explored(v7, 'clean-start')).toMatchObject({
      states: 10 + 2 * 13 + 8 * 7,
      depth: 1 + 23 + 13,
    })
  })

  // 10 steps of the first thread, 13 of the second, 6 from SynchronizeStart to Send.
  it('sends only to a peer that is up, after 29 steps at the earliest', () => {
    expect(explored(v7, 'clean-start').shortest).toEqual({
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
      SendUsesPeersIfIndex: null,
      StartedImpliesPublished: null,
      NeverTwoRings: null,
      NeverSends: 1 + 10 + 13 + 6,
      NeverSendsEarly: null,
      NeverSendsThroughAnother: null,
      NeverRecovers: null,
    })
  })

  it('has the same numbers after creation and after up', () => {
    const { everyFairRunReaches: _, ...numbers } = explored(v7, 'clean-start')
    expect(explored(fixB, 'clean-start')).toMatchObject(numbers)
  })
})

describe('a bump after bind', () => {
  // The first thread passes the turn on in 5 steps (WaitTurn, OpenSocket, Bind, BumpReadTurn,
  // BumpAddReached), the second opens the barrier in 8 (three to Bind, five of the bump). Publication
  // takes 5 more: two of the ring, three stores. A send takes 6 from the barrier on.
  // - Two rings: BumpRereadTurn and BeginRing of the first, BeginRing of the second: 3 more after 5 + 8.
  // - A good send needs BumpRereadTurn, the ring and two stores of the first thread, not the state.
  // - So does a torn send: the index is loaded before the peer stores it, the socket after.
  it('reaches each violation after the counted steps', () => {
    expect(explored(v8, 'clean-start').shortest).toEqual({
      StartedImpliesPublished: 1 + 5 + 8,
      NeverTwoRings: 1 + 5 + 8 + 3,
      SendImpliesPeerUp: 1 + 5 + 8 + 5 + 6,
      SendUsesPeersSocket: 1 + 5 + 8 + 5 + 6,
      SendUsesPeersIfIndex: 1 + 5 + 8 + 5 + 6 + 5,
      NeverSends: 1 + 5 + 8 + 5 + 6 + 5,
      NeverSendsEarly: 1 + 5 + 8 + 5 + 6 + 5,
      NeverSendsThroughAnother: null,
      NeverRecovers: null,
    })
  })

  // State is stored last and never changes back, so a guard that reads UP has the other stores too.
  // A good send now needs PublishState as well.
  it('with a guard sends only to peers that are up, and opens the barrier as early', () => {
    expect(explored(fixA, 'clean-start').shortest).toEqual({
      StartedImpliesPublished: 1 + 5 + 8,
      NeverTwoRings: 1 + 5 + 8 + 3,
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
      SendUsesPeersIfIndex: null,
      NeverSends: 1 + 5 + 8 + 5 + 6 + 6,
      NeverSendsEarly: null,
      NeverSendsThroughAnother: null,
      NeverRecovers: null,
    })
  })
})

// A thread that fails to open takes 2 steps (WaitTurn, OpenSocket). Another try and the publication
// take 9: Reopen, LinkUp, OpenSocket, Bind, two of the ring, three stores. Then it sends in 5.
describe('a failed open', () => {
  // The first thread recovers while the second waits for its turn for ever. A good send needs the
  // peer's socket: the first thread passes the turn on in 5, has 5 more to PublishSocket, and the
  // second thread fails and recovers.
  it('without a bump keeps the barrier shut, and a recovered thread sends to a peer that never opened', () => {
    const found = explored(v8, 'failed-open')
    expect(found.everyFairRunReaches('BarrierOpens')).toBe(false)
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(false)
    expect(found.everyFairRunReaches('UnpublishedIsTemporary')).toBe(false)
    expect(found.shortest).toMatchObject({
      SendImpliesPeerUp: 1 + 2 + 9 + 5,
      SendUsesPeersSocket: 1 + 2 + 9 + 5,
      NeverSends: 1 + 5 + 5 + 2 + 9 + 5,
      NeverRecovers: 1 + 5 + 5 + 2 + 9 + 5,
    })
  })

  // The first thread fails and counts itself in 4 steps, the second opens the barrier in 13. To send
  // the first takes a third step of the bump, 9 and 5: its peer need not have moved.
  it('with a bump opens the barrier, but not only after all peers are published', () => {
    const found = explored(v7, 'failed-open')
    expect(found.everyFairRunReaches('BarrierOpens')).toBe(true)
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(true)
    expect(found.shortest).toMatchObject({
      StartedImpliesPublished: 1 + 4 + 13,
      SendImpliesPeerUp: 1 + 5 + 9 + 5,
    })
  })

  // The second thread opens the barrier in 8 after the 4 of the first, because the bump comes after bind.
  it('with a bump and a guard opens the barrier, and sends go only to peers that are up', () => {
    const found = explored(fixC, 'failed-open')
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(true)
    expect(found.shortest).toMatchObject({
      StartedImpliesPublished: 1 + 4 + 8,
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
    })
  })
})

// From a POLLERR in the barrier to Reopen a thread takes 5 steps: SynchronizeStart, Receive,
// PublishDown, SwitchDown, Reopen. Then LinkUp and the 7 from OpenSocket to PublishState.
describe('a flap', () => {
  // The first thread has 11 steps to the barrier and meets the POLLERR there. Its peer need not have
  // moved; for a good send the peer needs 7 steps to PublishSocket.
  it('lets a thread leave the closed barrier, recover and send to a peer that never started', () => {
    expect(explored(v7, 'flap').shortest).toMatchObject({
      StartedImpliesPublished: null,
      SendImpliesPeerUp: 1 + 11 + 1 + 5 + 1 + 7 + 5,
      NeverRecovers: 1 + 11 + 1 + 5 + 1 + 7 + 5 + 7,
    })
  })

  // 13 steps to the open barrier, 5 that publish the second thread, 6 that publish the first (one
  // of its bump is left). The first then stands before Send after 5 and takes it last; the second
  // has LinkDown and 4 steps to SwitchDown, one more to Reopen, which closes the socket.
  it('can come between guard and send', () => {
    expect(explored(fixA, 'flap').shortest).toMatchObject({
      SendImpliesPeerUp: 1 + 13 + 5 + 6 + 5 + 1 + 4 + 1,
      SendUsesPeersSocket: 1 + 13 + 5 + 6 + 5 + 1 + 5 + 1,
    })
  })

  // The first thread has 11 steps to the barrier; after LinkDown 5 close its socket and LinkUp is 1.
  // The second thread then opens one with that number, passes the barrier in 13 and, if it bumps after
  // bind, has 5 more to be published; it sends in 6, before the first has opened again.
  it.each([
    ['v7', v7, 13],
    ['v8', v8, 8 + 5],
    ['fix-a', fixA, 8 + 5],
  ] as const)(
    'gives the number that %s has published to the sender itself',
    (_, variant, start) => {
      const { NeverSendsThroughAnother } = explored(variant, 'flap').shortest
      expect(NeverSendsThroughAnother).toBe(1 + 11 + 1 + 5 + 1 + start + 6)
    },
  )

  it('cannot come between them if both take a lock, and every thread forwards again', () => {
    const found = explored(fixC, 'flap')
    expect(found.shortest).toMatchObject({
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
      NeverSendsThroughAnother: null,
    })
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(true)
    expect(found.everyFairRunReaches('UnpublishedIsTemporary')).toBe(true)
  })

  // The peer takes the lock for every frame, and may hold it whenever the thread tries to take it.
  it('keeps a thread down for ever if the lock is not fair', () => {
    const model = { variant: fixC, scenario: scenarios.flap, topology: onePair }
    const found = explore({ ...model, fairLock: false })
    expect(found.everyFairRunReaches('BarrierOpens')).toBe(true)
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(false)
  })

  it('ends in every fair run, and every thread sends again and again', () => {
    for (const variant of [v7, v8, fixA, fixB]) {
      expect(explored(variant, 'flap').everyFairRunReaches('EveryThreadForwards')).toBe(true)
    }
  })
})
