import { describe, expect, it } from 'vitest'
import type { Variant } from './start-up.js'
import { linkDown, linkUp, step } from './start-up.js'
import { initialStates, item, type Scenario, type State, type Topology, viewOf } from './state.js'
import { fixA, fixD, scenarios, v7 } from './variants.js'

const onePair: Topology = { pairs: 1, threadsPerInterface: 1 }

type Turn = { of: number; steps: number }

/** The state after the threads of one pair, by position, have taken these steps of v7 in this order. */
const takeSteps = (start: State, ...turns: Turn[]): State => takeStepsAs(v7, onePair, start, turns)

function takeStepsAs(variant: Variant, topology: Topology, start: State, turns: Turn[]): State {
  let state = start
  for (const { of, steps } of turns) {
    for (let taken = 0; taken < steps; taken++) {
      const next = step(state, viewOf(state, of, topology), variant)
      if (next === undefined)
        throw new Error(`expected a step of ${of}, after ${taken} of ${steps}`)
      state = next
    }
  }
  return state
}

describe('a pending error of a socket', () => {
  // The first thread takes 10 steps to the barrier, the second 13; the first leaves it in 2, and has 4
  // from Receive to Send.
  const [start] = initialStates(onePair, scenarios.flap)
  const ready = takeSteps(start as State, { of: 0, steps: 10 }, { of: 1, steps: 13 })
  const beforeSend = takeSteps(ready, { of: 0, steps: 2 + 4 })
  const down = linkDown(beforeSend, 1, onePair) as State
  const upAgain = linkUp(down, 1, onePair) as State

  it('goes to the send that uses the socket, and its holder continues without it', () => {
    const [sender, holder] = takeSteps(upAgain, { of: 0, steps: 1 }).threads
    expect(sender?.sent?.result).toBe('ENETDOWN')
    expect(holder).toMatchObject({ at: 'SynchronizeStart', pollerr: false })
  })

  it('stays while the link is down, also after a send', () => {
    const [sender, holder] = takeSteps(down, { of: 0, steps: 1 }).threads
    expect(sender?.sent?.result).toBe('ENETDOWN')
    expect(holder?.pollerr).toBe(true)
  })

  it('goes to its holder in Receive, which then goes down', () => {
    const inBarrier = takeSteps(upAgain, { of: 1, steps: 1 })
    expect(item(inBarrier.threads, 1)).toMatchObject({ at: 'Receive', pollerr: true })
    const received = takeSteps(inBarrier, { of: 1, steps: 1 })
    expect(item(received.threads, 1)).toMatchObject({ at: 'AskForError', pollerr: true })
    const asked = takeSteps(received, { of: 1, steps: 1 })
    expect(item(asked.threads, 1)).toMatchObject({ at: 'PublishDown', pollerr: false })
    expect(takeSteps(asked, { of: 0, steps: 1 }).threads[0]?.sent?.result).toBe('ok')
  })

  it('that a send takes after Receive leaves its holder asleep, unless it asks without waiting', () => {
    const received = takeSteps(upAgain, { of: 1, steps: 2 }, { of: 0, steps: 1 })
    const view = viewOf(received, 1, onePair)
    expect(view.me).toMatchObject({ at: 'AskForError', pollerr: false })
    expect(step(received, view, v7)).toBeUndefined()
    const asking = step(received, view, { ...v7, askWithoutWaiting: true })
    expect(asking?.threads[1]?.at).toBe('PublishDown')
  })
})

describe('a link that goes down', () => {
  const two: Topology = { pairs: 1, threadsPerInterface: 2 }
  const startOf = (scenario: Scenario, topology: Topology, ringFirst = false) =>
    initialStates(topology, scenario, ringFirst)[0] as State

  it('leaves no error on a socket that is not bound yet', () => {
    const opened = takeSteps(startOf(scenarios.flap, onePair), { of: 0, steps: 2 })
    expect(item(opened.threads, 0)).toMatchObject({ at: 'Bind', own: { isBound: false } })
    const down = linkDown(opened, 0, onePair) as State
    expect(down.threads[0]?.pollerr).toBe(false)
    const bound = takeSteps(down, { of: 0, steps: 1 })
    expect(bound.threads[0]).toMatchObject({ at: 'BeginRing', pollerr: true })
    expect(bound.groups[0]).toEqual([])
    expect(linkUp(bound, 0, onePair)?.groups[0]).toEqual([0])
  })

  it('is noticed by a thread with its ring first, which opens anew', () => {
    const start = startOf(scenarios.flap, onePair, true)
    const inTurn = takeStepsAs(fixD, onePair, start, [{ of: 0, steps: 4 }])
    expect(inTurn.threads[0]?.at).toBe('Bind')
    const down = linkDown(inTurn, 0, onePair) as State
    const failed = takeStepsAs(fixD, onePair, down, [{ of: 0, steps: 1 }])
    expect(failed.threads[0]).toMatchObject({
      at: 'BumpReadTurn',
      own: { socket: 0 },
      pollerr: false,
    })
    expect(failed.descriptors).toEqual([0, -1, -1])
  })

  it.each([
    ['flap', true, []],
    ['flap-in-ring', false, [0]],
  ] as const)('during a ring set-up in %s', (name, pollerr, group) => {
    const inRing = takeSteps(startOf(scenarios[name], onePair), { of: 0, steps: 4 })
    expect(inRing.threads[0]?.at).toBe('EndRing')
    const down = linkDown(inRing, 0, onePair) as State
    expect(down.threads[0]?.pollerr).toBe(pollerr)
    expect(down.groups[0]).toEqual(group)
    expect(linkUp(down, 0, onePair)?.groups[0]).toEqual([0])
  })

  it('empties its fanout group, which fills again in the order of opening', () => {
    // Both threads are bound, and the second is the first one to end its ring set-up.
    const start = startOf(scenarios.flap, two)
    const rings = takeStepsAs(fixA, two, start, [
      { of: 0, steps: 7 },
      { of: 1, steps: 8 },
      { of: 0, steps: 1 },
    ])
    expect(rings.groups[0]).toEqual([1, 0])
    const down = linkDown(rings, 0, two) as State
    expect(down.groups[0]).toEqual([])
    expect(linkUp(down, 0, two)?.groups[0]).toEqual([0, 1])
  })
})

describe('a member that leaves its fanout group', () => {
  it('is replaced by the last one', () => {
    const three: Topology = { pairs: 1, threadsPerInterface: 3 }
    const scenario: Scenario = { down: 0, flaps: 0, fatal: 1 }
    const start = initialStates(three, scenario)[0] as State
    const bound = takeStepsAs(fixA, three, start, [
      { of: 0, steps: 7 },
      { of: 1, steps: 5 },
      { of: 2, steps: 3 },
    ])
    expect(bound.groups[0]).toEqual([0, 1, 2])
    const failed = takeStepsAs(fixA, three, bound, [{ of: 0, steps: 1 }])
    expect(failed.threads[0]).toMatchObject({ at: 'Ended', own: { socket: 0 } })
    expect(failed.groups[0]).toEqual([2, 1])
  })
})
