import { describe, expect, it } from 'vitest'
import { explore } from './explorer.js'
import { disabled, hasFairRun } from './fair-runs.js'
import { linkDown, linkUp, step, type Variant } from './start-up.js'
import { initialStates, item, type State, type Topology, viewOf } from './state.js'
import { fixA, fixB, fixC, type ScenarioName, scenarios, v7, v8 } from './variants.js'

// Every number here is counted by hand from the algorithm in words; the argument stands beside it.

const onePair: Topology = { pairs: 1, threadsPerInterface: 1 }

function explored(variant: Variant, scenario: ScenarioName) {
  return explore({ variant, scenario: scenarios[scenario], topology: onePair })
}

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
    expect(explored(v7, 'clean-start')).toMatchObject({
      states: 10 + 2 * 13 + 8 * 7,
      depth: 1 + 23 + 13,
    })
  })

  // 10 steps of the first thread, 13 of the second, 6 from SynchronizeStart to Send.
  it('only ever sends to a peer that is up, on the shortest way after 29 steps', () => {
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

  it('is the same whether it is said to stand after creation or after up', () => {
    const { everyFairRunReaches: _, ...numbers } = explored(v7, 'clean-start')
    expect(explored(fixB, 'clean-start')).toMatchObject(numbers)
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

  // State is stored last and never taken back: a guard that read UP has everything before it.
  // A good send now needs PublishState too.
  it('with a guard sends to nobody who is not up, and opens the barrier as early', () => {
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

// A thread that fails to open takes 2 steps (WaitTurn, OpenSocket). To try again and be published
// takes 9: Reopen, LinkUp, OpenSocket, Bind, two of the ring, three stores. Then it sends in 5.
describe('a failed open', () => {
  // The first thread recovers while the second waits for its turn for ever. A good send needs the
  // peer's socket: the first thread passes the turn on in 5, has 5 more to PublishSocket, and the
  // second thread fails and recovers.
  it('that does not bump keeps the barrier shut, and who recovers sends to a peer never opened', () => {
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
  it('that bumps opens the barrier, but not only to peers that are published', () => {
    const found = explored(v7, 'failed-open')
    expect(found.everyFairRunReaches('BarrierOpens')).toBe(true)
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(true)
    expect(found.shortest).toMatchObject({
      StartedImpliesPublished: 1 + 4 + 13,
      SendImpliesPeerUp: 1 + 5 + 9 + 5,
    })
  })

  // The second thread opens the barrier in 8 after the 4 of the first: the bump comes after bind.
  it('that bumps, with a guard, opens the barrier and sends to nobody who is not up', () => {
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
  // moved; for a good send its peer needs 7 steps to PublishSocket.
  it('lets a thread out of the barrier, which recovers and sends to a peer that never started', () => {
    expect(explored(v7, 'flap').shortest).toMatchObject({
      StartedImpliesPublished: null,
      SendImpliesPeerUp: 1 + 11 + 1 + 5 + 1 + 7 + 5,
      NeverRecovers: 1 + 11 + 1 + 5 + 1 + 7 + 5 + 7,
    })
  })

  // 13 steps to the open barrier, 5 that publish the second thread, 6 that publish the first (one
  // of its bump is left). The first then stands before Send after 5 and takes it last; the second
  // has LinkDown and 4 steps to SwitchDown, one more to Reopen, which closes the socket.
  it('comes between guard and send', () => {
    expect(explored(fixA, 'flap').shortest).toMatchObject({
      SendImpliesPeerUp: 1 + 13 + 5 + 6 + 5 + 1 + 4 + 1,
      SendUsesPeersSocket: 1 + 13 + 5 + 6 + 5 + 1 + 5 + 1,
    })
  })

  // The first thread has 11 steps to the barrier; after LinkDown 5 close its socket and LinkUp is 1.
  // The second thread then opens one with that number, comes through the barrier in 13 and, where it
  // bumps after bind, has 5 more to be published; it sends in 6, before the first has opened again.
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

  it('does not come between them where both hold a lock, and everybody forwards again', () => {
    const found = explored(fixC, 'flap')
    expect(found.shortest).toMatchObject({
      SendImpliesPeerUp: null,
      SendUsesPeersSocket: null,
      NeverSendsThroughAnother: null,
    })
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(true)
    expect(found.everyFairRunReaches('UnpublishedIsTemporary')).toBe(true)
  })

  // The peer takes the lock for every frame, and may always have it when the thread asks.
  it('keeps a thread down for ever where the lock is not fair', () => {
    const model = { variant: fixC, scenario: scenarios.flap, topology: onePair }
    const found = explore({ ...model, fairLock: false })
    expect(found.everyFairRunReaches('BarrierOpens')).toBe(true)
    expect(found.everyFairRunReaches('EveryThreadForwards')).toBe(false)
  })

  it('is left by every fair run, with a good send of everybody again and again', () => {
    for (const variant of [v7, v8, fixA, fixB]) {
      expect(explored(variant, 'flap').everyFairRunReaches('EveryThreadForwards')).toBe(true)
    }
  })
})

/** Lets the threads of one pair, by position, take so many steps. */
function takeSteps(start: State, ...turns: { of: number; steps: number }[]): State {
  let state = start
  for (const { of, steps } of turns) {
    for (let taken = 0; taken < steps; taken++) {
      const next = step(state, viewOf(state, of, onePair), v7)
      if (next === undefined)
        throw new Error(`expected a step of ${of}, after ${taken} of ${steps}`)
      state = next
    }
  }
  return state
}

describe('an error that is pending on a socket', () => {
  // 10 steps of the first thread, 13 of the second to the barrier; the first leaves it in 2, and
  // has 4 from Receive to Send.
  const [start] = initialStates(onePair, scenarios.flap)
  const ready = takeSteps(start as State, { of: 0, steps: 10 }, { of: 1, steps: 13 })
  const beforeSend = takeSteps(ready, { of: 0, steps: 2 + 4 })
  const down = linkDown(beforeSend, 1, onePair) as State
  const upAgain = linkUp(down, 1) as State

  it('is taken by the send that uses the socket, so that its holder goes on as if nothing were', () => {
    const [sender, holder] = takeSteps(upAgain, { of: 0, steps: 1 }).threads
    expect(sender?.sent?.result).toBe('ENETDOWN')
    expect(holder).toMatchObject({ at: 'SynchronizeStart', pollerr: false })
  })

  it('stays while the link is down, whoever sends', () => {
    const [sender, holder] = takeSteps(down, { of: 0, steps: 1 }).threads
    expect(sender?.sent?.result).toBe('ENETDOWN')
    expect(holder?.pollerr).toBe(true)
  })

  it('is taken by its holder in Receive, which then goes down', () => {
    const inBarrier = takeSteps(upAgain, { of: 1, steps: 1 })
    expect(item(inBarrier.threads, 1)).toMatchObject({ at: 'Receive', pollerr: true })
    const received = takeSteps(inBarrier, { of: 1, steps: 1 })
    expect(item(received.threads, 1)).toMatchObject({ at: 'PublishDown', pollerr: false })
    expect(takeSteps(received, { of: 0, steps: 1 }).threads[0]?.sent?.result).toBe('ok')
  })
})

/** Whether a fair run of a small graph avoids its goals; all its agents are treated weakly fairly. */
function hasFairRunAvoiding(isGoal: boolean[], starts: number[], successors: number[][]) {
  const weak = successors[0]?.length ?? 0
  return hasFairRun({ successors, weak }, (state) => !isGoal[state], starts)
}

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

describe('an agent without fairness', () => {
  it('need not step, also where nobody else does', () => {
    const successors = [[1], [disabled]] // the only agent could step to the goal
    const avoidsGoal = (state: number) => state !== 1
    expect(hasFairRun({ successors, weak: 0 }, avoidsGoal, [0])).toBe(true)
    expect(hasFairRun({ successors, weak: 1 }, avoidsGoal, [0])).toBe(false)
  })
})

describe('a strongly fair run', () => {
  // Agent 0 goes 0, 1, 0, ...; only in state 0 could agent 1 step to the goal, state 2.
  const toGoal = [
    [1, 2],
    [0, disabled],
    [disabled, disabled],
  ]
  const avoidsGoal = (state: number) => state !== 2

  it('may not leave out an agent that is enabled now and then', () => {
    const strongFor = (strong: number) => (_: number, agent: number) => agent === strong
    const graph = { successors: toGoal, weak: 2 }
    expect(hasFairRun({ ...graph, isStrong: strongFor(1) }, avoidsGoal, [0])).toBe(false)
    expect(hasFairRun({ ...graph, isStrong: strongFor(0) }, avoidsGoal, [0])).toBe(true)
  })

  it('may leave it out where the step is not one that strong fairness is asked for', () => {
    const isStrong = (state: number, agent: number) => agent === 1 && state === 1
    expect(hasFairRun({ successors: toGoal, weak: 2, isStrong }, avoidsGoal, [0])).toBe(true)
  })

  // As before, and agent 2 leads from state 1 to 3, where agent 0 goes 3, 4, 3, ..., and back.
  const twoCircles = [
    [1, 2, disabled],
    [0, disabled, 3],
    [disabled, disabled, disabled],
    [4, disabled, 0],
    [3, disabled, 0],
  ]
  const isStrong = (_: number, agent: number) => agent === 1

  it('may circle for ever where the agent is no longer enabled', () => {
    const circle = { successors: twoCircles, weak: 2, isStrong }
    expect(hasFairRun(circle, avoidsGoal, [0])).toBe(true)
    const noCircle = { ...circle, successors: twoCircles.with(4, [0, disabled, 0]) }
    expect(hasFairRun(noCircle, avoidsGoal, [0])).toBe(false)
  })

  it('is weakly fair where it circles, not only on the way there', () => {
    // Agent 2 steps in the graph as a whole; in the second circle it is enabled and never steps.
    const graph = { successors: twoCircles, weak: 3, isStrong }
    expect(hasFairRun(graph, avoidsGoal, [0])).toBe(false)
    const now = { ...graph, successors: twoCircles.with(4, [3, disabled, disabled]) }
    expect(hasFairRun(now, avoidsGoal, [0])).toBe(true)
  })
})
