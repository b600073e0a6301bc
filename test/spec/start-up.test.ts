import { describe, expect, it } from 'vitest'
import { linkDown, linkUp, step } from './start-up.js'
import { initialStates, item, type State, type Topology, viewOf } from './state.js'
import { scenarios, v7 } from './variants.js'

const onePair: Topology = { pairs: 1, threadsPerInterface: 1 }

/** The state after the threads of one pair, by position, have taken these steps in this order. */
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
    expect(item(received.threads, 1)).toMatchObject({ at: 'PublishDown', pollerr: false })
    expect(takeSteps(received, { of: 0, steps: 1 }).threads[0]?.sent?.result).toBe('ok')
  })
})
