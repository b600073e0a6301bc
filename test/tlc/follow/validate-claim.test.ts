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

/** The first states alone. */
const cut = (trace: Trace, states: number): Trace => ({
  ...trace,
  states: trace.states.slice(0, states),
})

describe('what a trace claims is so', () => {
  it.each([
    ['an invariant', 'v8.clean-start.1x1.SendImpliesPeerUp'],
    ['a witness', 'fix-c.flap.1x1.NeverRecovers'],
    ['a temporal property, and what goes on is fair', 'v8.failed-open.1x1.EveryThreadForwards'],
    ['of a set of changes without a name', 'fix-c-without-lock.flap.1x1.SendUsesPeersSocket'],
    ['with 24 threads', 'v8.clean-start.6x2.SendImpliesPeerUp'],
  ])('of %s', async (_, name) => {
    await expect(check(committedTrace(name))).resolves.toBeUndefined()
  })

  it('of another specification', async () => {
    const of = readSpecification(lostUpdate)
    const file = await counterexample('load-store.once.two', 'NothingLost', lostUpdate)
    const trace = readTrace(file, of.mapping)
    await expect(check(trace, of)).resolves.toBeUndefined()
    await expect(check(cut(trace, 4), of)).rejects.toThrow('that violates NothingLost')
  })
})

describe('what a trace claims is not so', () => {
  const race = committedTrace('v8.clean-start.1x1.SendImpliesPeerUp')
  const torn = committedTrace('v8.clean-start.1x1.SendUsesPeersIfIndex')
  const wedge = committedTrace('v8.failed-open.1x1.EveryThreadForwards')
  const stays = (trace: Trace, states: number): Trace => ({
    ...cut(trace, states),
    loop: states - 1,
  })

  it.each<[string, Trace, string]>([
    [
      'where it is cut short, of the size of the report too',
      cut(committedTrace('v8.clean-start.6x2.SendImpliesPeerUp'), 40),
      'violates SendImpliesPeerUp, its last state does not',
    ],
    [
      'where it is called after what another trace violates',
      { ...race, property: 'SendUsesPeersIfIndex' },
      'violates SendUsesPeersIfIndex, its last state does not',
    ],
    [
      'where the violation came before and is over',
      { ...torn, property: 'SendImpliesPeerUp', states: torn.states.slice(0, 28) },
      'violates SendImpliesPeerUp, its last state does not',
    ],
    [
      'where it waits for ever though a thread can go on',
      stays(wedge, 4),
      'violates EveryThreadForwards, for ever and fairly it does not',
    ],
    [
      'where what goes on for ever violates nothing',
      { ...wedge, property: 'TypeAlwaysOK' },
      'TypeAlwaysOK',
    ],
  ])('%s', async (_, trace, message) => {
    await expect(check(trace)).rejects.toThrow(message)
  })

  it('where its last state is none of the model', async () => {
    const last = race.states.at(-1)
    const states = [...race.states.slice(0, -1), { step: null, state: { ...last?.state, sent: 7 } }]
    await expect(check({ ...race, states })).rejects.toMatchObject({
      code: 'trace',
      where: { file: 'a.itf.json' },
      message: expect.stringContaining('expected a state of which SendImpliesPeerUp says'),
    })
  })
})
