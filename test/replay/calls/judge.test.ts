import { describe, expect, it } from 'vitest'
import { loopingTrace, threads, toyTrace } from '../machine/toy.js'
import { drive, withCalls } from './toy-calls.js'

const [a, b] = threads
const enters = (thread: string) => [thread, thread, thread, thread]
const round = [...enters(a), a, a]
const setCount = (count: number) => (state: object) => ({ ...state, count })

/** Of this model a thread goes from Enter to Take in one run of five steps. */
const through = withCalls(['Enter', 'Take'])
const twoSeen = { model: through, stops: ['Enter', 'Take'] }

describe('a program that does as the model', () => {
  it('has reproduced it, and each step of the model is told with how it was seen', async () => {
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

  it('cannot be told from one that does the same between two calls in another order', async () => {
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

describe('a program that stops within a run of the model', () => {
  it('is refused at the step that it came to, and nothing later is told', async () => {
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

  it('is refused at one of several steps where their states look alike', async () => {
    const model = withCalls(['Enter', 'Take'], ['seen', 'count'])
    const { judged } = await drive(toyTrace(round), { model })
    expect(judged).toMatchObject({ verdict: 'refused', step: 2, action: 'Open', upTo: 4 })
    expect(judged.steps.map(({ index }) => index)).toEqual([1, 2])
  })

  it('is not refused behind the run, though that looks alike too', async () => {
    const model = withCalls(['Enter', 'Leave', 'Take'], ['count'])
    const stops = ['Enter', 'Store', 'Leave', 'Take']
    const { judged } = await drive(toyTrace(round), { model, stops })
    expect(judged).toMatchObject({ verdict: 'refused', step: 2, upTo: 3, stood: 'Store' })
  })

  it('is not refused where the model stops there too', async () => {
    expect((await drive(toyTrace(round))).judged.verdict).toBe('reproduced')
    expect((await drive(toyTrace(round), twoSeen)).judged.verdict).toBe('reproduced')
  })
})

describe('a program that is in no state of the run', () => {
  it('has diverged somewhere in it, if it came to the right call', async () => {
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

  it('is refused somewhere in it, if it came to another one', async () => {
    const { judged } = await drive(toyTrace(round), {
      model: through,
      alter: { run: 1, seen: setCount(7) },
    })
    expect(judged).toMatchObject({ verdict: 'refused', step: 1, action: 'Enter', upTo: 5 })
  })

  it('has diverged at the step of a run of one', async () => {
    const { judged } = await drive(toyTrace(round), { alter: { run: 2, seen: setCount(7) } })
    expect(judged).toMatchObject({
      verdict: 'diverged',
      step: 5,
      action: 'Leave',
      performer: a,
      upTo: null,
    })
  })

  it('is refused at the step that closes a loop, which counts on', async () => {
    const once = [...enters(a), a, a]
    const names = [...once, 'hall', 'hall', ...once, 'hall', 'hall', ...enters(a)]
    const { judged } = await drive(loopingTrace({ names, loop: 12 }), {
      alter: { run: 11, seen: setCount(7) },
    })
    expect(judged).toMatchObject({ verdict: 'diverged', step: 17, action: 'Enter', upTo: 20 })
  })
})

describe('a program that does not come to an end', () => {
  it.each([
    ['crashes', 'crashed', 'ended by SIGSEGV'],
    ['fails', 'error', 'garbage'],
  ] as const)('and %s has that verdict, of the run', async (instead, verdict, why) => {
    const { judged } = await drive(toyTrace([...enters(a), a, ...enters(b)]), {
      script: { release: 5, instead },
    })
    expect(judged).toMatchObject({ verdict, step: 5, action: 'Leave', upTo: null })
    expect(judged.why).toContain(why)
    expect(judged.steps.map(({ index }) => index)).toEqual([1, 2, 3, 4])
  })

  it('and starts otherwise has diverged before the first step', async () => {
    const { judged } = await drive(toyTrace(round), {
      script: { initial: (toy) => ({ ...toy, count: 3 }) },
    })
    expect(judged).toMatchObject({ verdict: 'diverged', step: 0, action: null, upTo: null })
    expect(judged.steps).toEqual([])
  })
})
