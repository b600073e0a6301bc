import { describe, expect, it } from 'vitest'
import { concreteTrace } from '../../../../src/suricata/studies/every-size/concrete-trace.js'
import { guideOf } from '../../../../src/suricata/studies/every-size/guide.js'
import { directedRequest } from '../../../../src/suricata/studies/every-size/requests.js'
import { runTlc } from '../../../../src/tlc/run.js'
import { altered, options, ours, plan, violation } from './reduced.js'

const property = 'SendImpliesPeerUp'
const race = { variant: 'v8', scenario: 'clean-start', property }

describe('the race of v8, found in the pair', () => {
  it('is a behaviour of 24 threads that ends with a send', async () => {
    const { row, trace } = await concreteTrace(ours, plan, await violation(ours, race), options)
    expect(row).toMatchObject({ ...race, topology: '6x2', verdict: 'concrete' })
    expect(trace?.model).toBe('v8.clean-start.6x2')
    expect(trace?.states).toHaveLength((row.steps ?? 0) + 1)
    expect(trace?.states.at(-1)?.step?.action).toBe('Send')
    const actors = new Set(trace?.states.flatMap(({ step }) => step?.performer ?? []))
    expect(actors.size).toBe(24)
  })
})

describe('a violation that only a wrong pair has', () => {
  it('is spurious, because 24 threads cannot follow it', async () => {
    const mutant = altered({
      file: 'Pair.tla',
      from: '/\\ open \\/ pollerr[t]',
      to: '/\\ TRUE',
    })
    const violated = await violation(mutant, { ...race, variant: 'v7' })
    const { row, trace } = await concreteTrace(mutant, plan, violated, options)
    expect(violated.row).toMatchObject({ verdict: 'violated', expected: 'holds' })
    expect(row).toMatchObject({ verdict: 'spurious', steps: null })
    expect(trace).toBeNull()
  })
})

describe('directed threads', () => {
  it.each([
    ['v8', 'clean-start'],
    ['v7', 'flap'],
  ])('take only steps of the model of %s in %s', async (variant, scenario) => {
    const { behaviour } = await violation(ours, { variant, scenario, property })
    const guide = guideOf(behaviour)
    const model = { variant, scenario, topology: '1x2', guide }
    const request = directedRequest(ours, plan, model, { properties: ['IsPeerUp'] })
    const { verdict, states } = await runTlc(request, options)
    expect(verdict).toEqual({ kind: 'holds' })
    expect(states).toBeGreaterThan(guide.steps.length)
  })
})
