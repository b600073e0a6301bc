import { describe, expect, it } from 'vitest'
import { SimulatedClock } from 'xstate'
import type { Replayed } from '../../src/replay/replay.js'
import { threads, toyTrace } from './machine/toy.js'
import { deadlines, run, switched } from './run-toy.js'
import { type Script, scriptedDriver } from './scripted-driver.js'

const [a, b] = threads

describe('a step of the driver', () => {
  const names = [a, 'desk', a, 'desk']

  it('is performed for the performer that the trace names', async () => {
    const driver = scriptedDriver()
    expect(await run(driver, toyTrace(names))).toMatchObject({ verdict: 'reproduced' })
    expect(driver.performed).toEqual(['SwitchOff of desk', 'SwitchOn of desk'])
  })

  it('lets a thread take another branch, without its stimulus', async () => {
    const driver = scriptedDriver()
    const dark = toyTrace([a, a, a, a, a, 'desk', a, a])
    expect(await run(driver, dark)).toMatchObject({ verdict: 'reproduced' })
    expect(driver.coins).toEqual([])
  })

  const cases: [string, Script, Partial<Replayed>][] = [
    [
      'diverges if another lamp is switched too',
      { release: 2, tamper: switched('door', 'off') },
      { verdict: 'diverged', why: 'in state 2, lamp.door: expected on, got off' },
    ],
    [
      'diverges if no lamp is switched',
      { release: 2, tamper: switched('desk', 'off') },
      { verdict: 'diverged', why: 'in state 2, lamp.desk: expected off, got on' },
    ],
    [
      'is refused if a thread moves meanwhile',
      { release: 2, tamper: (toy) => ({ ...toy, pc: { ...toy.pc, [b]: 'Load' } }) },
      { verdict: 'refused', wanted: 'Enter', stood: 'Load' },
    ],
    [
      'is an error if the driver rejects it',
      { release: 2, instead: 'rejects' },
      { verdict: 'error', why: 'the wire is cut' },
    ],
  ]
  it.each(cases)('%s', async (_, script, expected) => {
    const replayed = await run(scriptedDriver(script), toyTrace(names))
    expect(replayed).toMatchObject({ step: 2, performer: 'desk', action: 'SwitchOff', ...expected })
  })

  it('times out if the driver does not finish it', async () => {
    const clock = new SimulatedClock()
    const driver = scriptedDriver({ release: 2, instead: 'hangs' })
    const replayed = run(driver, toyTrace(names), clock)
    await driver.hung
    clock.increment(deadlines.stepMs)
    expect(await replayed).toMatchObject({ verdict: 'timed-out', step: 2, performer: 'desk' })
    expect(driver.signals.at(-1)?.aborted).toBe(true)
  })
})
