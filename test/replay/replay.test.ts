import { describe, expect, it } from 'vitest'
import { SimulatedClock } from 'xstate'
import type { Trace } from '../../src/core/trace.js'
import type { State } from '../../src/core/value.js'
import { machineOf } from '../../src/replay/machine/machine-of.js'
import { type Replayed, type ReplayOptions, replay } from '../../src/replay/replay.js'
import { at, mapping, threads, toyTrace } from './machine/toy.js'
import { type Script, type ScriptedWorld, scriptedWorld } from './scripted-driver.js'

const deadlines = { assembleMs: 1000, stepMs: 100 }
const [a, b] = threads

function run(world: ScriptedWorld, trace: Trace = toyTrace(), clock?: ReplayOptions['clock']) {
  const machine = machineOf(trace, mapping)
  return replay({ machine, mapping, world, deadlines, ...(clock === undefined ? {} : { clock }) })
}

describe('replay', () => {
  it('reproduces a behaviour of a program that does what the model says', async () => {
    const trace = toyTrace()
    const world = scriptedWorld()
    const replayed = await run(world, trace)
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

  it('brings about the stimulus of a step before the release, for its performer', async () => {
    const world = scriptedWorld()
    await run(world)
    expect(world.coins).toEqual([`coin for ${a}`, `coin for ${b}`])
  })

  it('reproduces a trace of the initial state alone', async () => {
    const replayed = await run(scriptedWorld(), toyTrace([]))
    expect(replayed).toMatchObject({ verdict: 'reproduced', steps: [] })
  })

  it('gives the same result each time, but for the time', async () => {
    const [one, two] = await Promise.all([run(scriptedWorld()), run(scriptedWorld())])
    expect({ ...one, driverMs: 0 }).toEqual({ ...two, driverMs: 0 })
  })
})

const setCount = (count: number) => (snapshot: State) => ({ ...snapshot, count })

type Case = { claim: string; script: Script; expected: Partial<Replayed> }

const cases: Case[] = [
  {
    claim: 'refuses the step after which a thread of another variant stands elsewhere',
    script: { variant: 'late' },
    expected: {
      verdict: 'refused',
      step: 1,
      performer: a,
      action: 'Enter',
      wanted: 'Open',
      stood: 'Load',
      why: `expected ${a} to come to Open after Enter, it came to Load`,
    },
  },
  {
    claim: 'refuses a step whose waiting loop comes back to the same gate',
    script: { release: 1, tamper: (toy) => ({ ...toy, holder: b }) },
    expected: {
      verdict: 'refused',
      step: 1,
      wanted: 'Open',
      stood: 'Enter',
      why: `expected ${a} to come to Open after Enter, it came back to the same gate: it waits`,
    },
  },
  {
    claim: 'refuses a start at another gate, as state 0',
    script: { initial: (toy) => ({ ...toy, pc: { ...toy.pc, [b]: 'Load' } }) },
    expected: { verdict: 'refused', step: 0, performer: null, wanted: 'Enter', stood: 'Load' },
  },
  {
    claim: 'refuses the step during which another thread moved by itself',
    script: { release: 3, tamper: (toy) => ({ ...toy, pc: { ...toy.pc, [b]: 'Load' } }) },
    expected: {
      verdict: 'refused',
      step: 3,
      performer: a,
      action: 'Load',
      wanted: 'Enter',
      stood: 'Load',
      why: `expected ${b} at Enter, it stands at Load`,
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
    claim: 'diverges in the initial state, as state 0',
    script: { release: 0, alter: setCount(7) },
    expected: { verdict: 'diverged', step: 0, action: null, performer: null },
  },
  {
    claim: 'diverges when the last step alone has another effect',
    script: { release: 18, alter: setCount(7) },
    expected: { verdict: 'diverged', step: 18 },
  },
  {
    claim: 'says how the program ended when it crashed in a step',
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
    claim: 'says how the program ended when it crashed before all were parked',
    script: { release: 0, instead: 'crashes' },
    expected: { verdict: 'crashed', step: null, action: null, why: 'ended by SIGSEGV' },
  },
  {
    claim: 'is an error when the world fails',
    script: { release: 2, instead: 'fails' },
    expected: { verdict: 'error', step: 2, action: 'Open', why: 'garbage' },
  },
  {
    claim: 'is an error when the world rejects',
    script: { release: 2, instead: 'rejects' },
    expected: { verdict: 'error', step: 2, action: 'Open', why: 'the wire is cut' },
  },
]

describe('a replay of a program that does something else', () => {
  it.each(cases)('$claim', async ({ script, expected }) => {
    expect(await run(scriptedWorld(script))).toMatchObject(expected)
  })

  it('is an error when the world throws where a thread should stand', async () => {
    const world = scriptedWorld()
    world.standing = () => {
      throw new Error('no such thread')
    }
    expect(await run(world)).toMatchObject({ verdict: 'error', step: 1, why: 'no such thread' })
  })

  it('refuses a step whose thread does not stand at its gate before the release', async () => {
    const world = scriptedWorld()
    const { standing } = world
    world.standing = (performer) => (performer === b ? 'Leave' : standing(performer))
    expect(await run(world)).toMatchObject({
      verdict: 'refused',
      step: 7,
      performer: b,
      action: 'Enter',
      wanted: 'Enter',
      stood: 'Leave',
      why: `expected ${b} at Enter before its release, it stands at Leave`,
    })
  })

  it('is an error when several new numbers cannot be told apart', async () => {
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
    const world = scriptedWorld({
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
    expect(await run(world, trace)).toMatchObject({
      verdict: 'error',
      why: 'expected one new key of open at a time, got 1, 2 in the model, 13, 23 in the program',
    })
  })

  it('refuses to take a coin that nobody gave', async () => {
    const world = scriptedWorld()
    world.stimulate = async () => {}
    expect(await run(world)).toMatchObject({ verdict: 'refused', action: 'Take', stood: 'Take' })
  })
})

describe('a replay whose deadline passes', () => {
  it('times out in a step, with the last gate of every thread, and stops waiting', async () => {
    const clock = new SimulatedClock()
    const world = scriptedWorld({ release: 3, instead: 'hangs' })
    const replayed = run(world, toyTrace(), clock)
    await world.hung
    clock.increment(deadlines.stepMs - 1)
    expect(world.signals.at(-1)?.aborted).toBe(false)
    clock.increment(1)
    expect(world.signals.at(-1)?.aborted).toBe(true)
    expect(await replayed).toMatchObject({
      verdict: 'timed-out',
      step: 3,
      performer: a,
      action: 'Load',
      why: `expected ${a} to do Load within 100 ms; last gates: ${a} at Load, ${b} at Enter`,
      at: { [a]: 'Load', [b]: 'Enter' },
    })
  })

  it('times out before all threads are parked, with a deadline of its own', async () => {
    const clock = new SimulatedClock()
    const world = scriptedWorld({ release: 0, instead: 'hangs' })
    const replayed = run(world, toyTrace(), clock)
    await world.hung
    clock.increment(deadlines.assembleMs)
    expect(await replayed).toMatchObject({ verdict: 'timed-out', step: null, action: null })
  })

  it('releases nobody after the deadline, if the stimulus took too long', async () => {
    const clock = new SimulatedClock()
    const world = scriptedWorld()
    let bring = () => {}
    const asked = new Promise<void>((tell) => {
      world.stimulate = () => {
        tell()
        return new Promise((resolve) => {
          bring = resolve
        })
      }
    })
    const replayed = run(world, toyTrace(), clock)
    await asked
    clock.increment(deadlines.stepMs)
    const releases = world.signals.length
    bring()
    expect(await replayed).toMatchObject({ verdict: 'timed-out', action: 'Take' })
    expect(world.signals.length).toBe(releases)
  })
})
