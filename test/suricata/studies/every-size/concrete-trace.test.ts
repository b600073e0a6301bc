import { describe, expect, it } from 'vitest'
import { concreteTrace } from '../../../../src/suricata/studies/every-size/concrete-trace.js'
import { guideOf } from '../../../../src/suricata/studies/every-size/guide.js'
import { directedRequest } from '../../../../src/suricata/studies/every-size/requests.js'
import { runTlc } from '../../../../src/tlc/run.js'
import { changed, options, ours, plan, violation } from './reduced.js'

const property = 'SendImpliesPeerUp'
const race = { variant: 'v8', scenario: 'clean-start', property }

describe('the race of v8, found with two threads among any number', () => {
  it('is a behaviour of 24 threads that ends with the send', async () => {
    const { row, trace } = await concreteTrace(ours, plan, await violation(ours, race), options)
    expect(row).toMatchObject({ ...race, topology: '6x2', verdict: 'concrete' })
    expect(trace?.model).toBe('v8.clean-start.6x2')
    expect(trace?.states).toHaveLength((row.steps ?? 0) + 1)
    expect(trace?.states.at(-1)?.step?.action).toBe('Send')
    const actors = new Set(trace?.states.flatMap(({ step }) => step?.performer ?? []))
    expect(actors.size).toBe(24)
  })
})

describe('a violation that only a wrong pair shows', () => {
  it('is called spurious: 24 threads cannot follow it', async () => {
    const change = {
      module: 'Pair.tla',
      from: '/\\ open \\/ pollerr[t]',
      to: '/\\ TRUE',
    }
    const asked = { ...race, variant: 'v7' }
    const [violated, { row, trace }] = await changed(change, async (mutant) => {
      const violated = await violation(mutant, asked)
      return [violated.row, await concreteTrace(mutant, plan, violated, options)]
    })
    expect(violated).toMatchObject({ verdict: 'violated', expected: 'holds' })
    expect(row).toMatchObject({ verdict: 'spurious', steps: null })
    expect(trace).toBeNull()
  })
})

describe('directed threads', () => {
  it.each([
    ['v8', 'clean-start'],
    ['v7', 'flap'],
  ])('take only steps of the model: %s in %s', async (variant, scenario) => {
    const { behaviour } = await violation(ours, { variant, scenario, property })
    const guide = guideOf(behaviour)
    const asked = { variant, scenario, topology: '1x2', guide }
    const request = directedRequest(ours, plan, asked, { properties: ['IsPeerUp'] })
    const { verdict, states } = await runTlc(request, options)
    expect(verdict).toEqual({ kind: 'holds' })
    expect(states).toBeGreaterThan(guide.steps.length)
  })
})
