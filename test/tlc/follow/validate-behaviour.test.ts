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

/** The trace with one state as nobody's model has it. */
const altered = (trace: Trace, index: number, change: (state: State) => State): Trace => ({
  ...trace,
  states: trace.states.map((one, at) =>
    at === index ? { ...one, state: { ...one.state, ...change(one.state) } } : one,
  ),
})

describe('a trace that is to be driven from outside', () => {
  it.each([
    'v8.clean-start.1x1.SendImpliesPeerUp',
    'v7.failed-open.1x1.SendImpliesPeerUp',
    'v7.clean-start.1x2.NeverSends',
    'v8.failed-open.1x1.EveryThreadForwards',
    'fix-c-without-lock.flap.1x1.SendImpliesPeerUp',
  ])('is a behaviour of its model: %s', async (name) => {
    await expect(check(committedTrace(name))).resolves.toBeUndefined()
  })

  const race = committedTrace('v8.clean-start.1x1.SendImpliesPeerUp')

  it.each([
    ['that can be seen', 5, (_: State) => ({ turn: 42 }), 'turn = 2'],
    [
      'that nobody sees from outside',
      4,
      (_: State) => ({ counted: { 'W#01-rx0': 9, 'W#01-tx0': 9 } }),
      'counted = ',
    ],
  ] as const)(
    "is refused with a value %s that is not its model's",
    async (_, index, change, text) => {
      await expect(check(altered(race, index, change))).rejects.toMatchObject({
        code: 'trace',
        where: { state: index },
        message: expect.stringContaining(text),
      })
    },
  )

  it('is refused if its last state violates nothing', async () => {
    const cut = { ...race, states: race.states.slice(0, -1) }
    await expect(check(cut)).rejects.toMatchObject({
      code: 'trace',
      message: expect.stringContaining('it is none'),
    })
  })

  it('is refused if its steps are those of another variant', async () => {
    const { features } = committedTrace('v7.failed-open.1x1.SendImpliesPeerUp')
    await expect(check({ ...race, features })).rejects.toMatchObject({ code: 'trace' })
  })
})

describe('a trace that goes on for ever', () => {
  const wedge = committedTrace('v8.failed-open.1x1.BarrierOpens')

  it('is a behaviour of its model with the step that closes its loop', async () => {
    await expect(check(wedge)).resolves.toBeUndefined()
  })

  it.each([4, 5, 7, 9, 13, 15])('is none where that step leads elsewhere: to %i', async (loop) => {
    const error = { code: 'trace', message: expect.stringContaining(' as its model has it, got ') }
    await expect(check({ ...wedge, loop })).rejects.toMatchObject(error)
  })
})
