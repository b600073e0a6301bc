import { describe, expect, it } from 'vitest'
import type { Trace } from '../../src/core/trace.js'
import type { State, Value } from '../../src/core/value.js'
import { machineOf } from '../../src/replay/machine/machine-of.js'
import { replay } from '../../src/replay/replay.js'
import { at, lamps, mapping, toyTrace } from './machine/toy.js'
import { scriptedDriver } from './scripted-driver.js'

/** A replay must catch every fault of a trace, and say at which step. */
function run(trace: Trace) {
  const machine = machineOf(trace, mapping, { assembleMs: 1000, stepMs: 1000 })
  return replay({ machine, mapping, driver: scriptedDriver() })
}

const whole = toyTrace()
const count = whole.states.length - 1
const indices = Array.from({ length: count }, (_, before) => before + 1)
const isDriverAt = (index: number) =>
  lamps.some((lamp) => lamp === at(whole.states, index).step?.performer)

function withStates(edit: (states: Trace['states']) => void): Trace {
  const states = structuredClone(whole.states)
  edit(states)
  return { ...whole, states }
}

const swapped = (index: number) =>
  withStates((states) => states.splice(index, 2, at(states, index + 1), at(states, index)))

const deleted = (index: number) => withStates((states) => states.splice(index, 1))

const altered = (index: number, variable: string) =>
  withStates((states) => {
    const { step, state } = at(states, index)
    const value = state[variable]
    if (value === undefined) throw new Error(`expected ${variable}`)
    states[index] = { step, state: { ...state, [variable]: another(value) } }
  })

/** A value of the same shape with one other leaf, which is under no bijection. */
function another(value: Value): Value {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return value === 'a-1' ? 'b-1' : 'a-1'
  if ('#map' in value) return { '#map': [[99, 99]] }
  const fields = Object.entries(value as State)
  const [name, field] = at(fields, fields.length - 1)
  return { ...value, [name]: another(field) }
}

describe('a replay', () => {
  it('reproduces the intact trace', async () => {
    expect((await run(whole)).verdict).toBe('reproduced')
  })

  it.each(indices.slice(0, -1))('catches a swap of step %i and the next one', async (index) => {
    const replayed = await run(swapped(index))
    expect(['refused', 'diverged']).toContain(replayed.verdict)
    expect(replayed.step).toBe(index)
  })

  // Without its last step a trace is still a behaviour.
  it.each(indices.slice(0, -1))('catches the deletion of step %i', async (index) => {
    const replayed = await run(deleted(index))
    const expected = isDriverAt(index) ? 'diverged' : 'refused'
    expect(replayed).toMatchObject({ verdict: expected, step: index })
  })

  const places = indices.flatMap((index) =>
    Object.keys(at(whole.states, index).state)
      .filter(
        (variable) =>
          variable !== mapping.control &&
          !mapping.bounds.includes(variable) &&
          !Object.hasOwn(mapping.observed, variable),
      )
      .map((variable) => ({ index, variable })),
  )
  it.each(places)('catches an altered $variable in state $index', async ({ index, variable }) => {
    const replayed = await run(altered(index, variable))
    expect(replayed).toMatchObject({ verdict: 'diverged', step: index })
    expect(replayed.differences.map((difference) => difference.variable)).toContain(variable)
  })

  it.each(indices)('catches another gate of a thread after step %i', async (index) => {
    const replayed = await run(
      withStates((states) => {
        const { step, state } = at(states, index)
        const pc = { ...(state.pc as State), 'b-1': 'Nowhere' }
        states[index] = { step, state: { ...state, pc } }
      }),
    )
    expect(replayed).toMatchObject({ verdict: 'refused', step: index, wanted: 'Nowhere' })
  })
})
