import { describe, expect, it } from 'vitest'
import { loopingTrace, threads, toyTrace } from '../machine/toy.js'
import { drive, mapping, withCalls } from './toy-calls.js'

const [a, b] = threads
const enters = (thread: string) => [thread, thread, thread, thread]
const round = [...enters(a), a, a]
const setCount = (count: number) => (state: object) => ({ ...state, count })

/** In this model a thread goes from Enter to Take in one call run of five steps. */
const through = withCalls(['Enter', 'Take'])
const twoStops = { model: through, stops: ['Enter', 'Take'] }

describe('a program that follows the model', () => {
  it('reproduces it, and each step of the model says how it was observed', async () => {
    const { judged } = await drive(toyTrace(round))
    expect(judged).toMatchObject({ verdict: 'reproduced', step: null, upTo: null, why: null })
    expect(judged.steps.map(({ index, action, seen }) => [index, action, seen])).toEqual([
      [1, 'Enter', 'anchored'],
      [2, 'Open', 'unordered'],
      [3, 'Load', 'unordered'],
      [4, 'Store', 'unordered'],
      [5, 'Leave', 'anchored'],
      [6, 'Take', 'anchored'],
    ])
  })

  it('equals a program that takes the steps between two calls in another order', async () => {
    const { judged } = await drive(toyTrace(round), { script: { variant: 'late' } })
    expect(judged.verdict).toBe('reproduced')
  })

  it('goes round a loop three times', async () => {
    const names = [...round, 'hall', 'hall', ...round, 'hall', 'hall']
    const { judged, replayed } = await drive(loopingTrace({ names, loop: 8 }))
    expect(judged.verdict).toBe('reproduced')
    expect(replayed.rounds).toBe(3)
    expect(judged.steps.at(-1)).toMatchObject({ index: 16, action: 'SwitchOn' })
  })
})

describe('a program that stops within a call run of the model', () => {
  it('is refused at the last step that it took, and later steps are left out', async () => {
    const { judged } = await drive(toyTrace(round), { model: through })
    expect(judged).toMatchObject({
      verdict: 'refused',
      step: 4,
      action: 'Store',
      performer: a,
      wanted: 'Leave',
      stood: 'Leave',
      upTo: null,
    })
    expect(judged.why).toBe(`${a} did not take Leave after Store: it came to Leave`)
    expect(judged.steps.map(({ index }) => index)).toEqual([1, 2, 3, 4])
  })

  it('is refused at one of several steps if their states look equal', async () => {
    const model = withCalls(['Enter', 'Take'], ['seen', 'count'])
    const { judged } = await drive(toyTrace(round), { model })
    expect(judged).toMatchObject({ verdict: 'refused', step: 2, action: 'Open', upTo: 4 })
    expect(judged.steps.map(({ index }) => index)).toEqual([1, 2])
  })

  it('is not refused after the run, though that state looks equal too', async () => {
    const model = withCalls(['Enter', 'Leave', 'Take'], ['count'])
    const stops = ['Enter', 'Store', 'Leave', 'Take']
    const { judged } = await drive(toyTrace(round), { model, stops })
    expect(judged).toMatchObject({ verdict: 'refused', step: 2, upTo: 3, stood: 'Store' })
  })

  it('reproduces a model that stops there too', async () => {
    expect((await drive(toyTrace(round))).judged.verdict).toBe('reproduced')
    expect((await drive(toyTrace(round), twoStops)).judged.verdict).toBe('reproduced')
  })
})

describe('an observation after the last call run', () => {
  const names = [...round, ...enters(a)]
  const model = { ...mapping, unseen: ['count'], observed: { count: 'tally' } }
  const observed = (count: number) =>
    drive(toyTrace(names), { model, alter: { run: 4, seen: setCount(count) } })

  it('agrees with the last state of the trace', async () => {
    expect((await observed(2)).judged.verdict).toBe('reproduced')
  })

  it('diverges at the last step alone, because it says nothing of earlier ones', async () => {
    const { judged } = await observed(7)
    expect(judged).toMatchObject({
      verdict: 'diverged',
      step: 10,
      action: 'Store',
      upTo: null,
      why: 'in state 10, count: expected 2, got 7',
    })
  })
})

describe('a program that is in no state of the call run', () => {
  it('diverges somewhere in the run if it reaches the right call', async () => {
    const { judged } = await drive(toyTrace([...round, ...enters(a)]), {
      alter: { run: 4, seen: setCount(7) },
    })
    expect(judged).toMatchObject({
      verdict: 'diverged',
      step: 7,
      action: 'Enter',
      upTo: 10,
      why: 'in state 10, count: expected 2, got 7',
    })
    expect(judged.steps.at(-1)).toMatchObject({ index: 10, differences: [{ path: 'count' }] })
  })

  it('is refused somewhere in the run if it reaches another call', async () => {
    const { judged } = await drive(toyTrace(round), {
      model: through,
      alter: { run: 1, seen: setCount(7) },
    })
    expect(judged).toMatchObject({ verdict: 'refused', step: 1, action: 'Enter', upTo: 5 })
  })

  it('diverges at the step of a run of one step', async () => {
    const { judged } = await drive(toyTrace(round), { alter: { run: 2, seen: setCount(7) } })
    expect(judged).toMatchObject({
      verdict: 'diverged',
      step: 5,
      action: 'Leave',
      performer: a,
      upTo: null,
    })
  })

  it('diverges at the step that closes a loop, whose number continues the count', async () => {
    const once = [...enters(a), a, a]
    const names = [...once, 'hall', 'hall', ...once, 'hall', 'hall', ...enters(a)]
    const { judged } = await drive(loopingTrace({ names, loop: 12 }), {
      alter: { run: 11, seen: setCount(7) },
    })
    expect(judged).toMatchObject({ verdict: 'diverged', step: 17, action: 'Enter', upTo: 20 })
  })
})

describe('a program that does not finish the trace', () => {
  it.each([
    ['crashes', 'crashed', 'ended by SIGSEGV'],
    ['fails', 'error', 'garbage'],
  ] as const)('%s, and the verdict names its call run', async (instead, verdict, why) => {
    const { judged } = await drive(toyTrace([...enters(a), a, ...enters(b)]), {
      script: { release: 5, instead },
    })
    expect(judged).toMatchObject({ verdict, step: 5, action: 'Leave', upTo: null })
    expect(judged.why).toContain(why)
    expect(judged.steps.map(({ index }) => index)).toEqual([1, 2, 3, 4])
  })

  it('diverges before the first step if it starts in another state', async () => {
    const { judged } = await drive(toyTrace(round), {
      script: { initial: (toy) => ({ ...toy, count: 3 }) },
    })
    expect(judged).toMatchObject({ verdict: 'diverged', step: 0, action: null, upTo: null })
    expect(judged.steps).toEqual([])
  })
})
