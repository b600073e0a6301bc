import { beforeAll, describe, expect, it } from 'vitest'
import { findJar } from '../../src/tlc/jar.js'
import type { TlcRequest } from '../../src/tlc/run.js'
import { simulate } from '../../src/tlc/simulate.js'
import { configOf, fixtureFolder } from './fixtures.js'

const request: TlcRequest = {
  specFolder: fixtureFolder,
  module: 'Lamp',
  config: configOf('holds'),
  workers: 2,
  deadlock: false,
}

let jar = ''
beforeAll(async () => {
  jar = await findJar({})
})

describe('simulation', () => {
  it('draws the requested number of behaviours in order, the same for the same seed', async () => {
    const simulation = { behaviours: 12, depth: 6, seed: 5 }
    const [first, second, other] = await Promise.all([
      simulate(request, simulation, { jar }),
      simulate(request, simulation, { jar }),
      simulate(request, { ...simulation, seed: 6 }, { jar }),
    ])
    expect(first).toHaveLength(12)
    expect(second).toEqual(first)
    expect(other).not.toEqual(first)
  })

  it('draws behaviours of the model with the requested depth', async () => {
    const behaviours = await simulate(request, { behaviours: 3, depth: 9, seed: 1 }, { jar })
    for (const states of behaviours) {
      expect(states).toHaveLength(9)
      expect(states[0]).toMatchObject({ meter: -1, log: [] })
      for (const [index, state] of states.entries()) {
        const before = states[index - 1]
        if (before === undefined) continue
        const rested = JSON.stringify(state.log) === '[]'
        expect(state.meter).toBe(rested ? before.meter : (Number(before.meter) + 1) % 4)
      }
    }
  })

  it('ends a behaviour at a deadlock', async () => {
    const deadlocking = { ...request, config: configOf('deadlock') }
    const behaviours = await simulate(deadlocking, { behaviours: 2, depth: 20, seed: 1 }, { jar })
    expect(behaviours.map((states) => states.length)).toEqual([4, 4])
  })

  it.each([
    [
      'a violation',
      configOf('invariant-violated'),
      'tlc',
      /expected no violation from TLC's simulation, got Invariant NeverBoth/,
    ],
    ['a broken configuration', configOf('unknown-property'), 'spec', /Nowhere/],
  ])('fails for %s', async (_, config, code, message) => {
    await expect(
      simulate({ ...request, config }, { behaviours: 50, depth: 20, seed: 1 }, { jar }),
    ).rejects.toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('ends with "cancelled" if cancelled', async () => {
    const run = simulate(
      request,
      { behaviours: 1, depth: 5, seed: 1 },
      { jar, signal: AbortSignal.abort() },
    )
    await expect(run).rejects.toThrow('cancelled')
  })
})
