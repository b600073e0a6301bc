import { expect, it } from 'vitest'
import { machineOf } from '../../src/replay/machine/machine-of.js'
import { lastStepOf, observingDriver } from '../../src/replay/program/observing-driver.js'
import { replay } from '../../src/replay/replay.js'
import { lasso, loopingTrace, mapping as toy, toyTrace } from './machine/toy.js'
import { scriptedDriver } from './scripted-driver.js'

const trace = toyTrace()
const last = trace.states.length - 1
const mapping = { ...toy, bounds: [], observed: { dimmable: 'lamps' } }
const { dimmable } = trace.states[last]?.state ?? {}

/** Replays the toy, whose testbed observes `value` of the variable that no snapshot has. */
async function replayed(value: typeof dimmable) {
  const machine = machineOf(trace, mapping, { assembleMs: 1000, stepMs: 1000 })
  const observations: number[] = []
  const scripted = scriptedDriver()
  const driver = observingDriver(scripted, lastStepOf(machine) ?? 0, async () => {
    observations.push(scripted.signals.length)
    return value === undefined ? {} : { dimmable: value }
  })
  return { ...(await replay({ machine, mapping, driver })), observations }
}

it('a replay reproduces a trace whose last state is as observed, and observes it once', async () => {
  const { verdict, observations } = await replayed(dimmable)
  expect({ verdict, observations }).toEqual({ verdict: 'reproduced', observations: [last + 1] })
})

it('a replay diverges at its last step if that shows another value', async () => {
  const { verdict, step, why } = await replayed('not so')
  expect({ verdict, step }).toEqual({ verdict: 'diverged', step: last })
  expect(why).toContain(`in state ${last}, dimmable`)
})

it('a replay reproduces a trace of which nothing can be observed', async () => {
  expect((await replayed(undefined)).verdict).toBe('reproduced')
})

it('a behaviour that goes on for ever has no last step', () => {
  expect(lastStepOf(machineOf(loopingTrace(lasso), toy))).toBeNull()
  expect(lastStepOf(machineOf(trace, toy))).toBe(last)
})
