import { describe, expect, it } from 'vitest'
import { disabled, explore, hasFairRunAvoiding } from './explorer.js'
import type { Variant } from './start-up.js'

// Every number here is counted by hand from the algorithm in words; the argument stands beside it.

const v7: Variant = { bump: 'after-create', guard: false }
const v8: Variant = { bump: 'after-bind', guard: false }
const fixA: Variant = { bump: 'after-bind', guard: true }
const fixB: Variant = { bump: 'after-up', guard: false }

describe('a bump after publication', () => {
  // The second thread opens its socket only after the first one's BumpAddReached, so:
  // - 10 states: the first at WaitTurn ... BumpAddReached, the second waiting for its turn;
  // - 2 x 13 states: the first at BumpRereadTurn or SynchronizeStart, the second at one of its 13
  //   points up to BumpStoreTurn, after which turn is 0;
  // - 8 x 7 states: from then on nothing the threads do concerns the other. Each has six states in
  //   the loop (Receive before its first send and after, Guard, two loads, Send); the second may
  //   also stand at SynchronizeStart, the first there or still at BumpRereadTurn.
  // The farthest state has both after a send: 10 + 13 steps to the barrier, 7 + 6 from it.
  it('gives 92 states, the farthest 36 steps away', () => {
    expect(explore(v7, 1, 1)).toMatchObject({ states: 10 + 2 * 13 + 8 * 7, depth: 1 + 23 + 13 })
  })

  // 10 steps of the first thread, 13 of the second, 6 from SynchronizeStart to Send.
  it('only ever sends to a peer that is up, on the shortest way after 29 steps', () => {
    expect(explore(v7, 1, 1).shortest).toEqual({
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
      SendUsesPeersIfIndex: null,
      StartedImpliesPublished: null,
      NeverTwoRings: null,
      NeverSends: 1 + 10 + 13 + 6,
    })
  })

  it('is the same whether it is said to stand after creation or after up', () => {
    const { everyFairRunReaches: _, ...numbers } = explore(v7, 1, 1)
    expect(explore(fixB, 1, 1)).toMatchObject(numbers)
  })
})

describe('a bump after bind', () => {
  // The first thread passes the turn on in 5 steps (WaitTurn, OpenSocket, Bind, BumpReadTurn,
  // BumpAddReached), the second opens the barrier in 8 (three to Bind, five of the bump). To be
  // published takes 5 more: two of the ring, three stores. To send takes 6 from the barrier on.
  // - Two rings: first BumpRereadTurn and BeginRing, second BeginRing: 3 more after 5 + 8.
  // - A good send needs of the first thread BumpRereadTurn, the ring and two stores, not the state.
  // - So does a torn one, an index loaded before the peer stored it and a socket loaded after.
  it('reaches each violation when counting steps says so', () => {
    expect(explore(v8, 1, 1).shortest).toEqual({
      StartedImpliesPublished: 1 + 5 + 8,
      NeverTwoRings: 1 + 5 + 8 + 3,
      SendImpliesPeerUp: 1 + 5 + 8 + 5 + 6,
      SendUsesPeersSocket: 1 + 5 + 8 + 5 + 6,
      SendUsesPeersIfIndex: 1 + 5 + 8 + 5 + 6 + 5,
      NeverSends: 1 + 5 + 8 + 5 + 6 + 5,
    })
  })

  // State is stored last and never taken back: a guard that read UP has everything before it.
  // A good send now needs PublishState too.
  it('with a guard sends to nobody who is not up, and opens the barrier as early', () => {
    expect(explore(fixA, 1, 1).shortest).toEqual({
      StartedImpliesPublished: 1 + 5 + 8,
      NeverTwoRings: 1 + 5 + 8 + 3,
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
      SendUsesPeersIfIndex: null,
      NeverSends: 1 + 5 + 8 + 5 + 6 + 6,
    })
  })
})

describe('a weakly fair run', () => {
  const nowhere = [false, false]

  it('may circle for ever if every thread steps in the circle', () => {
    expect(
      hasFairRunAvoiding(
        nowhere,
        [0],
        [
          [1, disabled],
          [disabled, 0],
        ],
      ),
    ).toBe(true)
  })

  it('may not leave out a thread that is enabled all along', () => {
    // Thread 0 circles in state 0; thread 1 could always step to state 1, the goal.
    expect(
      hasFairRunAvoiding(
        [false, true],
        [0],
        [
          [0, 1],
          [disabled, disabled],
        ],
      ),
    ).toBe(false)
  })

  it('may leave out a thread that is disabled now and then', () => {
    // Thread 0 goes 0, 1, 0, ...; only in state 0 could thread 1 step to the goal.
    const successors = [
      [1, 2],
      [0, disabled],
      [disabled, disabled],
    ]
    expect(hasFairRunAvoiding([false, false, true], [0], successors)).toBe(true)
  })

  it('ends where every thread is disabled, and nowhere else', () => {
    const successors = [
      [1, 1],
      [disabled, disabled],
    ]
    expect(hasFairRunAvoiding(nowhere, [0], successors)).toBe(true)
    expect(hasFairRunAvoiding([false, true], [0], successors)).toBe(false)
  })

  it('counts only from its starts, and not through a goal', () => {
    const successors = [[1], [2], [2]] // only state 2 repeats, and the way to it leads through 1
    expect(hasFairRunAvoiding([false, true, false], [0], successors)).toBe(false)
    expect(hasFairRunAvoiding([false, true, false], [0, 2], successors)).toBe(true)
  })
})
