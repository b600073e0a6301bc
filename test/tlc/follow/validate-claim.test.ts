import { beforeAll, describe, expect, it } from 'vitest'
import { readSpecification } from '../../../src/core/manifest.js'
import type { Trace } from '../../../src/core/trace.js'
import { readTrace } from '../../../src/core/trace-file.js'
import { validateClaim } from '../../../src/tlc/follow/validate-claim.js'
import { findJar } from '../../../src/tlc/jar.js'
import { committedTrace, counterexample, lostUpdate, specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)

let jar: string
beforeAll(async () => {
  jar = await findJar()
})

const check = (trace: Trace, of = specification) =>
  validateClaim(trace, of, { jar, file: 'a.itf.json' })

/** The trace's first states. */
const cut = (trace: Trace, states: number): Trace => ({
  ...trace,
  states: trace.states.slice(0, states),
})

describe('the claim of a trace is valid', () => {
  it.each([
    ['an invariant', 'v8.clean-start.1x1.SendImpliesPeerUp'],
    ['a witness', 'fix-c.flap.1x1.NeverRecovers'],
    ['a temporal property, with a fair loop', 'v8.failed-open.1x1.EveryThreadForwards'],
    // A thread that sleeps in its read of an error stays there, although its peer goes on.
    ['a loop in which a thread can do no step', 'fix-c.flap.1x1.EveryThreadForwards'],
    ['a set of changes without a name', 'fix-d-without-lock.flap.1x1.SendUsesPeersSocket'],
    ['24 threads', 'v8.clean-start.6x2.SendImpliesPeerUp'],
  ])('for %s', async (_, name) => {
    await expect(check(committedTrace(name))).resolves.toBeUndefined()
  })

  it('for another specification', async () => {
    const of = readSpecification(lostUpdate)
    const file = await counterexample('load-store.once.two', 'NothingLost', lostUpdate)
    const trace = readTrace(file, of.mapping)
    await expect(check(trace, of)).resolves.toBeUndefined()
    await expect(check(cut(trace, 4), of)).rejects.toThrow(
      'does not violate NothingLost: its last state satisfies it',
    )
  })
})

describe('the claim of a trace is invalid', () => {
  const race = committedTrace('v8.clean-start.1x1.SendImpliesPeerUp')
  const torn = committedTrace('v8.clean-start.1x1.SendUsesPeersIfIndex')
  const wedge = committedTrace('v8.failed-open.1x1.EveryThreadForwards')
  const stays = (trace: Trace, states: number): Trace => ({
    ...cut(trace, states),
    loop: states - 1,
  })

  it.each<[string, Trace, string]>([
    [
      'if the trace is cut short, with 24 threads too',
      cut(committedTrace('v8.clean-start.6x2.SendImpliesPeerUp'), 40),
      'does not violate SendImpliesPeerUp: its last state satisfies it',
    ],
    [
      'if another trace violates its property',
      { ...race, property: 'SendUsesPeersIfIndex' },
      'does not violate SendUsesPeersIfIndex: its last state satisfies it',
    ],
    [
      'if an earlier state violates its property, but not the last',
      { ...torn, property: 'SendImpliesPeerUp', states: torn.states.slice(0, 28) },
      'does not violate SendImpliesPeerUp: its last state satisfies it',
    ],
    [
      'if its loop waits for ever although a thread can go on',
      stays(wedge, 4),
      'does not violate EveryThreadForwards: its loop satisfies it or is not fair',
    ],
    [
      'if its loop violates nothing',
      { ...wedge, property: 'TypeOK' },
      'does not violate TypeOK: its loop satisfies it or is not fair',
    ],
  ])('%s', async (_, trace, message) => {
    await expect(check(trace)).rejects.toThrow(message)
  })

  it('if its last state is no state of the model', async () => {
    const last = race.states.at(-1)
    const states = [...race.states.slice(0, -1), { step: null, state: { ...last?.state, sent: 7 } }]
    await expect(check({ ...race, states })).rejects.toMatchObject({
      code: 'trace',
      where: { file: 'a.itf.json' },
      message: expect.stringContaining('cannot evaluate SendImpliesPeerUp in the trace: '),
    })
  })
})
