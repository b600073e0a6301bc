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

/** The verdict on a claim with these observations, and all other evidence as argued. */
async function verdictOn(id: string, measured: ReturnType<typeof measure>) {
  const argued = arguedEvidence(file)
  const actual = await measured
  const observations = argued.observations.map(
    (one) => actual.find(({ name }) => name === one.name) ?? one,
  )
  return judgeClaims({ ...argued, observations }, file).claims.find((claim) => claim.id === id)
    ?.verdict
}

describe('the experiments', () => {
  it('show the facts that the claims rest on', async () => {
    const observations = await measure(file, specification)
    for (const condition of expectedConditions(file)) {
      if (!('observation' in condition)) continue
      const { name, shows } = condition.observation
      const facts = observations.find((one) => one.name === name)?.facts
      expect({ name, facts }).toMatchObject({ name, facts: shows })
    }
  })

  it('refute claim 12a for a forwarder that logs every failure', async () => {
    const observed = measure(only('early-sends'), specification, mutant('warning-unlimited'))
    expect((await observed)[0]?.facts).toMatchObject({ failed: 3, warnings: 3 })
    expect(await verdictOn('12a', observed)).toBe('refuted')
  })

  it('leave claim 11a undecided for an engine that does not start', async () => {
    const name = 'first-interface-down-revert'
    const observed = measure(only(name), specification, mutant('failure-unbumped'))
    expect((await observed)[0]?.facts).toMatchObject({ engineStarted: false })
    expect(await verdictOn('11a', observed)).toBe('undecided')
  })

  it('reject with the missing log line for a program that does nothing', async () => {
    const observed = measure(only('second-interface-down'), specification, { program: '/bin/true' })
    await expect(observed).rejects.toThrow(/expected \/rx0: cannot open\/ in the log/)
  })

  it('reject when they are interrupted', async () => {
    const controller = new AbortController()
    const observed = measure(file, specification, { signal: controller.signal })
    controller.abort()
    await expect(observed).rejects.toThrow()
  })
})
