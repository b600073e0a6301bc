import { describe, expect, it } from 'vitest'
import { createMachine } from 'xstate'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { at, mapping, schedule, stepOf, threads, toyTrace } from './toy.js'

const [a] = threads
const definition = machineOf(toyTrace(), mapping)

describe('machineOf', () => {
  it('returns JSON', () => {
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition)
  })

  it('returns what XState itself accepts as a machine', () => {
    const machine = createMachine(JSON.parse(JSON.stringify(definition)))
    expect(Object.keys(machine.states.replaying?.states ?? {})).toHaveLength(schedule.length)
  })

  it('has one state for each step, in order, with the model’s state after it', () => {
    const names = Object.keys(definition.states.replaying.states)
    expect(names.slice(0, 3)).toEqual(['step01', 'step02', 'step03'])
    const trace = toyTrace()
    for (const [before, name] of names.entries()) {
      const { entry, states } = stepOf(definition, name)
      const { step, state } = at(trace.states, before + 1)
      expect(entry.params).toMatchObject({ index: before + 1, ...step })
      expect(states.observed.entry.params).toEqual({ index: before + 1, state })
    }
  })

  it('waits for the thread at the step’s gate, then at the next one', () => {
    const { states } = stepOf(definition, 'step01')
    expect(states.parked.on).toEqual({ Enter: 'released' })
    expect(states.released.on).toEqual({ Open: 'observed' })
    expect(states.observed.always[0].target).toBe('#step02')
    expect(stepOf(definition, 'step18').states.observed.always[0].target).toBe('#reproduced')
  })

  it('names no stimulus for a step that takes another branch', () => {
    const groping = machineOf(toyTrace([a, a, a, a, a, 'desk', a]), mapping)
    const { entry, states } = stepOf(groping, 'step07')
    expect(entry.params).toMatchObject({ action: 'Take', next: 'Grope' })
    expect(states.released.invoke.input).toEqual({ performer: a, action: 'Take' })
  })

  it('waits at its start for the threads and no lamps', () => {
    expect(definition.states.assembling.invoke.input.threads).toEqual(threads)
  })

  it('keeps the model’s bounds in its states, and throws for an unknown bound', () => {
    expect(stepOf(definition, 'step01').states.observed.entry.params.state.dimmable).toBe(1)
    expect(() => machineOf(toyTrace(), { ...mapping, bounds: ['budget'] })).toThrow(
      expect.objectContaining({
        code: 'mapping',
        message: 'expected bounds that the model has, got budget',
      }),
    )
  })

  it('names the stimulus of a step, and whether it waits', () => {
    const { entry, states } = stepOf(definition, 'step08')
    expect(states.released.invoke.input).toEqual({ performer: a, action: 'Take', stimulus: 'coin' })
    expect(entry.params).toMatchObject({ action: 'Take', next: 'Enter', waits: true })
  })

  it('lets the driver take a step that no thread takes', () => {
    const { entry, states } = stepOf(definition, 'step05')
    expect(entry.params).toMatchObject({ performer: 'hall', action: 'SwitchOff', next: null })
    expect(states.parked.invoke.src).toBe('ready')
    expect(states.released.invoke.src).toBe('perform')
    expect(states.released.on).toEqual({ SwitchOff: 'observed' })
  })

  it('numbers many steps with as many digits as the last one needs', () => {
    const trace = toyTrace([a])
    const long = { ...trace, states: [...trace.states, ...Array(99).fill(at(trace.states, 1))] }
    const names = Object.keys(machineOf(long, mapping).states.replaying.states)
    expect([names[0], names[99]]).toEqual(['step001', 'step100'])
  })
})
