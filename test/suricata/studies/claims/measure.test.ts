import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nativeFolder } from '../../../../src/process/supervise.js'
import { judgeClaims } from '../../../../src/suricata/studies/claims/judge-claims.js'
import { measure } from '../../../../src/suricata/studies/claims/measure.js'
import { arguedEvidence, expectedConditions } from './argued.js'
import { committedClaims, specification } from './samples.js'

const file = committedClaims()
const mutant = (name: string) => ({ program: join(nativeFolder, `forwarder-mutant-${name}`) })

/** Only these experiments of the file. */
const only = (...names: string[]) => ({
  experiments: Object.fromEntries(
    Object.entries(file.experiments).filter(([name]) => names.includes(name)),
  ),
})

/** The verdict on a claim if this is what was observed, and all else as argued. */
async function verdictOn(id: string, observed: ReturnType<typeof measure>) {
  const argued = arguedEvidence(file)
  const found = await observed
  const observations = argued.observations.map(
    (one) => found.find(({ name }) => name === one.name) ?? one,
  )
  return judgeClaims({ ...argued, observations }, file).claims.find((claim) => claim.id === id)
    ?.verdict
}

describe('the experiments', () => {
  it('show, with the forwarder, what the claims rest on', async () => {
    const observations = await measure(file, specification)
    for (const condition of expectedConditions(file)) {
      if (!('observation' in condition)) continue
      const { name, shows } = condition.observation
      const facts = observations.find((one) => one.name === name)?.facts
      expect({ name, facts }).toMatchObject({ name, facts: shows })
    }
  })

  it('see a forwarder that logs every failure: 12a does not hold of it', async () => {
    const observed = measure(only('early-sends'), specification, mutant('warning-unlimited'))
    expect((await observed)[0]?.facts).toMatchObject({ failed: 3, warnings: 3 })
    expect(await verdictOn('12a', observed)).toBe('refuted')
  })

  it('see an engine that does not start where it should: 11a is not decided by it', async () => {
    const name = 'first-interface-down-revert'
    const observed = measure(only(name), specification, mutant('failure-unbumped'))
    expect((await observed)[0]?.facts).toMatchObject({ engineStarted: false })
    expect(await verdictOn('11a', observed)).toBe('undecided')
  })

  it('say what did not come where a program does not get anywhere', async () => {
    const observed = measure(only('second-interface-down'), specification, { program: '/bin/true' })
    await expect(observed).rejects.toThrow(/expected \/rx0: cannot open\/ in the log/)
  })

  it('end when they are interrupted', async () => {
    const controller = new AbortController()
    const observed = measure(file, specification, { signal: controller.signal })
    controller.abort()
    await expect(observed).rejects.toThrow()
  })
})
