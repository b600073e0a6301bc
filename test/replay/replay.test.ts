import { describe, expect, it } from 'vitest'
import { SimulatedClock } from 'xstate'
import type { State } from '../../src/core/value.js'
import type { Replayed } from '../../src/replay/replay.js'
import { at, threads, toyTrace } from './machine/toy.js'
import { deadlines, run } from './run-toy.js'
import { type Script, scriptedDriver } from './scripted-driver.js'

const [a, b] = threads

describe('replay', () => {
  it('reproduces a behaviour in a program that follows the model', async () => {
    const trace = toyTrace()
    const driver = scriptedDriver()
    const replayed = await run(driver, trace)
    expect(replayed).toMatchObject({
      verdict: 'reproduced',
      why: null,
      step: null,
      differences: [],
    })
    const steps = trace.states.slice(1).map(({ step }, index) => ({
      index: index + 1,
      ...step,
      seen: 'anchored',
      differences: [],
    }))
    expect(replayed.steps).toEqual(steps)
    expect(replayed.at).toEqual(trace.states.at(-1)?.state.pc)
    expect(replayed.driverMs).toBeGreaterThan(0)
  })

  it('brings about a step’s stimulus for its performer', async () => {
    const driver = scriptedDriver()
    await run(driver)
    expect(driver.coins).toEqual([`coin for ${a}`, `coin for ${b}`])
  })

  it('reproduces a trace of the initial state alone', async () => {
    const replayed = await run(scriptedDriver(), toyTrace([]))
    expect(replayed).toMatchObject({ verdict: 'reproduced', steps: [] })
  })

  it('gives the same result each time, except for the time', async () => {
    const [one, two] = await Promise.all([run(scriptedDriver()), run(scriptedDriver())])
    expect({ ...one, driverMs: 0 }).toEqual({ ...two, driverMs: 0 })
  })
})

const setCount = (count: number) => (snapshot: State) => ({ ...snapshot, count })

type Case = { claim: string; script: Script; expected: Partial<Replayed> }

const cases: Case[] = [
  {
    claim: 'refuses the step after which another variant’s thread stands elsewhere',
    script: { variant: 'late' },
    expected: {
      verdict: 'refused',
      step: 1,
      performer: a,
      action: 'Enter',
      wanted: 'Open',
      stood: 'Load',
      why: `${a} came to Load after Enter, expected Open`,
    },
  },
  {
    claim: 'refuses a step whose waiting loop returns to the same gate',
    script: { release: 1, tamper: (toy) => ({ ...toy, holder: b }) },
    expected: {
      verdict: 'refused',
      step: 1,
      wanted: 'Open',
      stood: 'Enter',
      why: `${a} returned to Enter, expected Open: it waits`,
    },
  },
  {
    claim: 'refuses a start at another gate as step 0',
    script: { initial: (toy) => ({ ...toy, pc: { ...toy.pc, [b]: 'Load' } }) },
    expected: { verdict: 'refused', step: 0, performer: null, wanted: 'Enter', stood: 'Load' },
  },
  {
    claim: 'refuses the step during which another thread moves by itself',
    script: { release: 3, tamper: (toy) => ({ ...toy, pc: { ...toy.pc, [b]: 'Load' } }) },
    expected: {
      verdict: 'refused',
      step: 3,
      performer: a,
      action: 'Load',
      wanted: 'Enter',
      stood: 'Load',
      why: `${b} stands at Load, expected Enter`,
    },
  },
  {
    claim: 'diverges at the step after which a variable differs',
    script: { release: 4, alter: setCount(7) },
    expected: {
      verdict: 'diverged',
      step: 4,
      performer: a,
      action: 'Store',
      differences: [{ variable: 'count', path: 'count', model: 1, native: 7 }],
      why: 'in state 4, count: expected 1, got 7',
    },
  },
  {
    claim: 'diverges at a step of the driver',
    script: { release: 5, alter: setCount(7) },
    expected: { verdict: 'diverged', step: 5, performer: 'hall', action: 'SwitchOff' },
  },
  {
    claim: 'diverges in the initial state as step 0',
    script: { release: 0, alter: setCount(7) },
    expected: { verdict: 'diverged', step: 0, action: null, performer: null },
  },
  {
    claim: 'diverges if only the last step has another effect',
    script: { release: 18, alter: setCount(7) },
    expected: { verdict: 'diverged', step: 18 },
  },
  {
    claim: 'says how the program ended if it crashed in a step',
    script: { release: 2, instead: 'crashes' },
    expected: {
      verdict: 'crashed',
      step: 2,
      action: 'Open',
      performer: a,
      why: 'ended by SIGSEGV',
    },
  },
  {
    claim: 'says how the program ended if it crashed before all threads were parked',
    script: { release: 0, instead: 'crashes' },
    expected: { verdict: 'crashed', step: null, action: null, why: 'ended by SIGSEGV' },
  },
  {
    claim: 'is an error if the driver fails',
    script: { release: 2, instead: 'fails' },
    expected: { verdict: 'error', step: 2, action: 'Open', why: 'garbage' },
  },
  {
    claim: 'is an error if the driver rejects',
    script: { release: 2, instead: 'rejects' },
    expected: { verdict: 'error', step: 2, action: 'Open', why: 'the wire is cut' },
  },
]

describe('a replay of another program', () => {
  it.each(cases)('$claim', async ({ script, expected }) => {
    expect(await run(scriptedDriver(script))).toMatchObject(expected)
  })

  it('is an error if the driver cannot say where a thread stands', async () => {
    const driver = scriptedDriver()
    driver.standing = () => {
      throw new Error('no such thread')
    }
    expect(await run(driver)).toMatchObject({ verdict: 'error', step: 1, why: 'no such thread' })
  })

  it('refuses a step whose thread stands at another gate before the release', async () => {
    const driver = scriptedDriver()
    const { standing } = driver
    driver.standing = (performer) => (performer === b ? 'Leave' : standing(performer))
    expect(await run(driver)).toMatchObject({
      verdict: 'refused',
      step: 7,
      performer: b,
      action: 'Enter',
      wanted: 'Enter',
      stood: 'Leave',
      why: `${b} stands at Leave before its release, expected Enter`,
    })
  })

  it('is an error if several new numbers could correspond', async () => {
    const trace = toyTrace([])
    const initial = at(trace.states, 0)
    const open = {
      '#map': [
        [0, 0],
        [1, 5],
        [2, 6],
      ],
    } as const
    trace.states = [{ ...initial, state: { ...initial.state, open } }]
    const driver = scriptedDriver({
      release: 0,
      alter: (snapshot) => ({
        ...snapshot,
        open: {
          '#map': [
            [0, 0],
            [13, 7],
            [23, 8],
          ],
        },
      }),
    })
    expect(await run(driver, trace)).toMatchObject({
      verdict: 'error',
      why: 'expected one new key of open at a time, got 1, 2 in the model, 13, 23 in the program',
    })
  })

  it('refuses to take a coin that the driver did not bring', async () => {
    const driver = scriptedDriver()
    driver.stimulate = async () => {}
    expect(await run(driver)).toMatchObject({ verdict: 'refused', action: 'Take', stood: 'Take' })
  })
})

describe('a replay whose deadline passes', () => {
  it('times out in a step, names the last gate of every thread, and stops waiting', async () => {
    const clock = new SimulatedClock()
    const driver = scriptedDriver({ release: 3, instead: 'hangs' })
    const replayed = run(driver, toyTrace(), clock)
    await driver.hung
    clock.increment(deadlines.stepMs - 1)
    expect(driver.signals.at(-1)?.aborted).toBe(false)
    clock.increment(1)
    expect(driver.signals.at(-1)?.aborted).toBe(true)
    expect(await replayed).toMatchObject({
      verdict: 'timed-out',
      step: 3,
      performer: a,
      action: 'Load',
      why: `${a} did not complete Load within 100 ms; last gates: ${a} at Load, ${b} at Enter`,
      at: { [a]: 'Load', [b]: 'Enter' },
    })
  })

  it('times out at a deadline of its own before all threads are parked', async () => {
    const clock = new SimulatedClock()
    const driver = scriptedDriver({ release: 0, instead: 'hangs' })
    const replayed = run(driver, toyTrace(), clock)
    await driver.hung
    clock.increment(deadlines.assembleMs)
    expect(await replayed).toMatchObject({
      verdict: 'timed-out',
      step: null,
      action: null,
      why: `not all threads were parked within 1000 ms; last gates: ${a} at Enter, ${b} at Enter`,
    })
  })

  it('releases no thread after the deadline if the stimulus took too long', async () => {
    const clock = new SimulatedClock()
    const driver = scriptedDriver()
    let bring = () => {}
    const requested = new Promise<void>((resolveRequested) => {
      driver.stimulate = () => {
        resolveRequested()
        return new Promise((resolve) => {
          bring = resolve
        })
      }
    })
    const replayed = run(driver, toyTrace(), clock)
    await requested
    clock.increment(deadlines.stepMs)
    const releases = driver.signals.length
    bring()
    expect(await replayed).toMatchObject({ verdict: 'timed-out', action: 'Take' })
    expect(driver.signals.length).toBe(releases)
  })
})
