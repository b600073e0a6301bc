import { beforeAll, describe, expect, it } from 'vitest'
import { readSpecification } from '../../../src/core/manifest.js'
import type { Trace } from '../../../src/core/trace.js'
import type { State } from '../../../src/core/value.js'
import { validateBehaviour } from '../../../src/tlc/follow/validate-behaviour.js'
import { findJar } from '../../../src/tlc/jar.js'
import { committedTrace, specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)

let jar: string
beforeAll(async () => {
  jar = await findJar()
})

const check = (trace: Trace) => validateBehaviour(trace, specification, { jar })

/** The trace with one state altered. */
const altered = (trace: Trace, index: number, change: (state: State) => State): Trace => ({
  ...trace,
  states: trace.states.map((one, at) =>
    at === index ? { ...one, state: { ...one.state, ...change(one.state) } } : one,
  ),
})

describe('a trace for an unmodified program', () => {
  it.each([
    'v8.clean-start.1x1.SendImpliesPeerUp',
    'v7.failed-open.1x1.SendImpliesPeerUp',
    'v7.clean-start.1x2.NeverSends',
    'v8.failed-open.1x1.EveryThreadForwards',
    'fix-d-without-lock.flap.1x1.SendImpliesPeerUp',
  ])('is a behaviour of its model: %s', async (name) => {
    await expect(check(committedTrace(name))).resolves.toBeUndefined()
  })

  const race = committedTrace('v8.clean-start.1x1.SendImpliesPeerUp')

  it.each([
    [
      'of a visible variable',
      5,
      (_: State) => ({ turn: 42 }),
      'expected turn = 2 (from its model), got 42',
    ],
    [
      'of an invisible variable',
      4,
      (_: State) => ({ counted: { 'W#01-rx0': 9, 'W#01-tx0': 9 } }),
      'expected counted = ',
    ],
  ] as const)(
    "is invalid with a value %s other than its model's",
    async (_, index, change, text) => {
      await expect(check(altered(race, index, change))).rejects.toMatchObject({
        code: 'trace',
        where: { state: index },
        message: expect.stringContaining(text),
      })
    },
  )

  it('is invalid if its last state violates nothing', async () => {
    const cut = { ...race, states: race.states.slice(0, -1) }
    await expect(check(cut)).rejects.toMatchObject({
      code: 'trace',
      message: expect.stringContaining(
        'not a behaviour of its model that violates SendImpliesPeerUp in its last state',
      ),
    })
  })

  it('is invalid with the steps of another variant', async () => {
    const { features } = committedTrace('v7.failed-open.1x1.SendImpliesPeerUp')
    await expect(check({ ...race, features })).rejects.toMatchObject({ code: 'trace' })
  })
})

describe('an endless trace', () => {
  const wedge = committedTrace('v8.failed-open.1x1.BarrierOpens')

  it('is a behaviour of its model with the step that closes its loop', async () => {
    await expect(check(wedge)).resolves.toBeUndefined()
  })

  it.each([4, 5, 7, 9, 13, 15])(
    'is invalid if that step leads to another state: %i',
    async (loop) => {
      const error = { code: 'trace', message: expect.stringContaining(' (from its model), got ') }
      await expect(check({ ...wedge, loop })).rejects.toMatchObject(error)
    },
  )
})
