import { describe, expect, it } from 'vitest'
import { PeerupError } from '../../src/core/error.js'
import { type Behaviour, traceOf } from '../../src/core/trace-of.js'
import type { State } from '../../src/core/value.js'
import {
  at,
  behaviourOf,
  lasso,
  loopingTrace,
  mapping,
  meta,
  schedule,
  threads,
  toyTrace,
} from '../replay/machine/toy.js'

const [a, b] = threads

/** The error of an invalid behaviour. */
function errorOf(behaviour: Behaviour): PeerupError {
  try {
    traceOf(behaviour, meta, mapping)
  } catch (error) {
    if (error instanceof PeerupError) return error
  }
  throw new Error('expected a PeerupError, got none')
}

/** A behaviour with one state or action changed. */
function changed(
  index: number,
  change: { action?: string | null; pc?: State; lamp?: State },
): Behaviour {
  const behaviour = behaviourOf(schedule)
  const { action, state } = at(behaviour.states, index)
  const pc = { ...(state.pc as State), ...change.pc }
  behaviour.states[index] = {
    action: change.action === undefined ? action : change.action,
    state: { ...state, pc, lamp: { ...(state.lamp as State), ...change.lamp } },
  }
  return behaviour
}

describe('traceOf', () => {
  it('derives the performer of every step from the states', () => {
    const performers = toyTrace()
      .states.slice(1)
      .map(({ step }) => step?.performer)
    expect(performers).toEqual(schedule)
    expect(toyTrace().states[0]?.step).toBeNull()
  })

  it('derives the actions if TLC prints none', () => {
    const simulated = behaviourOf(schedule, { labels: 'none' })
    expect(traceOf(simulated, meta, mapping)).toEqual(toyTrace())
  })

  it('accepts control spelled as a #map with model values as keys', () => {
    const [first, second] = [toyTrace([a]).states[0], toyTrace([a]).states[1]]
    const respelled = (state: State | undefined) => {
      const entries = Object.entries((state?.pc ?? {}) as State)
      return {
        ...state,
        pc: { '#map': entries.map(([name, to]) => [{ '#model': name }, to] as const) },
      }
    }
    const states = [first, second].map((one) => ({
      action: null,
      state: respelled(one?.state) as State,
    }))
    const trace = traceOf({ states, loop: null, stuttering: false }, meta, mapping)
    expect(trace.states[1]?.step).toEqual({ performer: a, action: 'Enter' })
  })

  it('keeps the loop of a behaviour, also of a stuttering one', () => {
    const behaviour = behaviourOf(schedule)
    expect(loopingTrace(lasso)).toMatchObject({ loop: 8 })
    expect(traceOf({ ...behaviour, stuttering: true }, meta, mapping).loop).toBe(schedule.length)
    expect(traceOf(behaviour, meta, mapping).loop).toBeNull()
  })

  const driver = schedule.indexOf('hall') + 1
  const unchanged = (action: string | null) => changed(driver, { action, lamp: { hall: 'on' } })
  const jumping = changed(0, { pc: { [a]: 'Jump' } })
  jumping.states[1] = { ...at(jumping.states, 1), action: 'Jump' }
  const switching = changed(0, { pc: { [a]: 'SwitchOff' } })
  switching.states[1] = { ...at(switching.states, 1), action: null }
  const errors: [string, Behaviour, number, string][] = [
    [
      'an action that is not the thread’s next',
      changed(2, { action: 'Load' }),
      2,
      `expected ${a} to do Open (from pc), got Load`,
    ],
    [
      'a step of two threads',
      changed(3, { pc: { [b]: 'Open' } }),
      3,
      `expected one performer to act, got ${a}: Load to Store, ${b}: Enter to Open`,
    ],
    ['an action outside of the mapping', jumping, 1, 'expected an action of the mapping, got Jump'],
    [
      'a thread that appears',
      changed(4, { pc: { 'c-1': 'Enter' } }),
      4,
      `expected the threads ${a}, ${b}, got ${a}, ${b}, c-1`,
    ],
    [
      'a step that switches two lamps',
      changed(driver, { lamp: { desk: 'off' } }),
      driver,
      'expected one performer to act, got hall: on to off, desk: on to off',
    ],
    [
      'a step of a thread that switches a lamp too',
      changed(driver, { pc: { [b]: 'Open' } }),
      driver,
      `expected one performer to act, got ${b}: Enter to Open, hall: on to off`,
    ],
    [
      'a lamp that appears',
      changed(4, { lamp: { cellar: 'on' } }),
      4,
      'expected the keys of lamp hall, desk, door, got hall, desk, door, cellar',
    ],
    [
      'a value that no action sets',
      changed(driver, { lamp: { hall: 'dim' } }),
      driver,
      'expected the value of an action in lamp, got dim',
    ],
    [
      'an action of the driver that sets another value',
      changed(driver, { action: 'SwitchOn' }),
      driver,
      'expected hall to do SwitchOff (from lamp), got SwitchOn',
    ],
    ['a lamp that is no name', changed(2, { lamp: { hall: 5 } }), 2, 'got ["hall",5]'],
    [
      'an unchanged state without an action',
      unchanged(null),
      driver,
      'expected a change of pc or lamp, got none',
    ],
    [
      'a thread’s step that changes nothing',
      unchanged('Take'),
      driver,
      'expected Take to change pc, got no change',
    ],
    [
      'a driver’s step that changes nothing',
      unchanged('SwitchOff'),
      driver,
      'expected SwitchOff to change lamp, got no change',
    ],
    [
      'an unknown action that changes nothing',
      unchanged('Jump'),
      driver,
      'expected an action of the mapping, got Jump',
    ],
    [
      'a driver’s action in a thread’s step',
      changed(1, { action: 'SwitchOff' }),
      1,
      `expected ${a} to do Enter`,
    ],
    [
      'a driver’s action as a thread’s next',
      switching,
      1,
      `expected performer gate for SwitchOff, the action of thread ${a}, got driver`,
    ],
    [
      'control that is no name',
      changed(1, { pc: { [a]: 5 } }),
      1,
      'expected pc to map a thread to an action, got ["a-1",5]',
    ],
  ]
  it.each(errors)('throws on %s, with the index of the state', (_, behaviour, state, message) => {
    const error = errorOf(behaviour)
    expect(error.code).toBe('trace')
    expect(error.where.state).toBe(state)
    expect(error.message).toContain(message)
  })

  it('derives the driver’s steps from the states, keyed by names or model values', () => {
    const behaviour = behaviourOf(['desk', 'desk', a], { labels: 'none' })
    const steps = [
      { performer: 'desk', action: 'SwitchOff' },
      { performer: 'desk', action: 'SwitchOn' },
      { performer: a, action: 'Enter' },
    ]
    const respelled = behaviour.states.map(({ action, state }) => {
      const lamps = Object.entries(state.lamp as State)
      const lamp = { '#map': lamps.map(([name, to]) => [{ '#model': name }, to] as const) }
      return { action, state: { ...state, lamp } }
    })
    for (const states of [behaviour.states, respelled]) {
      const trace = traceOf({ ...behaviour, states }, meta, mapping)
      expect(trace.states.slice(1).map(({ step }) => step)).toEqual(steps)
    }
  })

  it('throws on a state without the environment', () => {
    const behaviour = behaviourOf([a])
    const { lamp: _, ...state } = at(behaviour.states, 1).state
    behaviour.states[1] = { action: 'Enter', state }
    expect(errorOf(behaviour)).toMatchObject({
      message: 'expected a function from names to names in lamp, got nothing',
      where: { state: 1 },
    })
  })

  it('throws on a state without the control variable', () => {
    const behaviour = behaviourOf([a])
    const { pc: _, ...state } = at(behaviour.states, 1).state
    behaviour.states[1] = { action: 'Enter', state }
    expect(errorOf(behaviour)).toMatchObject({
      message: 'expected a function from threads to actions in pc, got nothing',
      where: { state: 1 },
    })
  })

  it('throws on a behaviour without states', () => {
    expect(errorOf({ states: [], loop: null, stuttering: false }).code).toBe('trace')
  })

  it('throws on a step of the hardware', () => {
    const { Grope } = mapping.actions
    if (Grope === undefined) throw new Error('expected Grope')
    const Drain = { ...Grope, performer: 'hardware' as const }
    const drains = { ...mapping, actions: { ...mapping.actions, Drain } }
    expect(() => traceOf(unchanged('Drain'), meta, drains)).toThrow(
      'expected performer gate or driver for Drain, got hardware',
    )
  })
})
