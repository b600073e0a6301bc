import { describe, expect, it } from 'vitest'
import { traceAtCalls } from '../../../src/replay/calls/trace-at-calls.js'
import { at, loopingTrace, threads, toyTrace } from '../machine/toy.js'
import { calls, drive, mapping, withCalls } from './toy-calls.js'

const [a, b] = threads
const enters = (thread: string) => [thread, thread, thread, thread]
const round = [...enters(a), a, a]
const nextOf = (model: typeof mapping) => model.actions.Take?.stimulus?.next

describe('a trace at calls', () => {
  it('has a step for each call run, and the states between runs', () => {
    const trace = toyTrace([...enters(a), 'hall', a])
    const { trace: outer, runs } = traceAtCalls(trace, mapping)
    expect(outer.states.map(({ step }) => step)).toEqual([
      null,
      { performer: a, action: 'Enter' },
      { performer: 'hall', action: 'SwitchOff' },
      { performer: a, action: 'Leave' },
    ])
    expect(runs).toHaveLength(3)
    expect(outer.states.map(({ state }) => state.count)).toEqual([0, 1, 0, 0])
    expect(outer.states.map(({ state }) => state.pc)).toEqual(
      [0, 4, 5, 6].map((index) => at(trace.states, index).state.pc),
    )
  })

  it('leaves out unseen variables, so that they are not compared', async () => {
    const model = withCalls(calls, ['seen'])
    const { trace } = traceAtCalls(toyTrace(round), model)
    expect(trace.states.flatMap(({ state }) => Object.keys(state))).not.toContain('seen')
    expect(trace.states.flatMap(({ state }) => Object.keys(state))).not.toContain('dimmable')
    expect((await drive(toyTrace(round), { model })).judged.verdict).toBe('reproduced')
    const blind = { run: 1, seen: (state: object) => ({ ...state, count: 5 }) }
    const both = withCalls(calls, ['seen', 'count'])
    expect((await drive(toyTrace(round), { model, alter: blind })).judged.verdict).toBe('diverged')
    // A program that shows a variable which its mapping calls unseen contradicts the mapping.
    expect((await drive(toyTrace(round), { model: both, alter: blind })).judged.verdict).toBe(
      'diverged',
    )
  })

  it('keeps the loop, counted in call runs', () => {
    const names = [...round, 'hall', 'hall', ...round, 'hall', 'hall']
    const { trace } = traceAtCalls(loopingTrace({ names, loop: 8 }), mapping)
    expect({ loop: trace.loop, states: trace.states.length }).toEqual({ loop: 5, states: 10 })
    expect(traceAtCalls(toyTrace(round), mapping).trace.loop).toBeNull()
  })

  it('throws for a trace that cannot be driven', () => {
    expect(() => traceAtCalls(toyTrace([...enters(a), a, b, a]), mapping)).toThrow(
      'stopped between two of its calls',
    )
  })
})

describe('a stimulus', () => {
  it('covers the whole call run, wherever it ends', () => {
    expect(nextOf(traceAtCalls(toyTrace(round), mapping).mapping)).toEqual(['Enter'])
    // If no thread stops at Enter, the run that takes a coin goes on.
    const few = withCalls(['Take', 'Leave'])
    const trace = toyTrace([...round, ...enters(a)])
    expect(nextOf(traceAtCalls(trace, few).mapping)).toEqual(['Leave'])
  })

  it('comes only if a thread of the model takes it', async () => {
    const model = withCalls([...calls, 'Grope'])
    const dark = toyTrace([...enters(a), a, 'desk', a, a])
    const options = { model, stops: [...calls, 'Grope'] }
    const { judged, driver } = await drive(dark, options)
    expect({ verdict: judged.verdict, coins: driver.coins }).toEqual({
      verdict: 'reproduced',
      coins: [],
    })
    const lit = await drive(toyTrace(round), options)
    expect(lit.judged.verdict).toBe('reproduced')
    expect(lit.driver.coins).toEqual([`coin for ${a}`])
  })
})
