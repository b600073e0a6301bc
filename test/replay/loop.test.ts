import { describe, expect, it } from 'vitest'
import { SimulatedClock } from 'xstate'
import { traceOf } from '../../src/core/trace-of.js'
import type { State } from '../../src/core/value.js'
import type { Driver } from '../../src/replay/driver.js'
import type { Replayed } from '../../src/replay/replay.js'
import {
  lasso,
  loopingTrace,
  mapping,
  meta,
  stuttering,
  threads,
  toyTrace,
  turnedLasso,
} from './machine/toy.js'
import { deadlines, run, switched } from './run-toy.js'
import { type Script, scriptedDriver } from './scripted-driver.js'

const [a, b] = threads

const lassoTrace = loopingTrace(lasso)
const stutteringTrace = loopingTrace(stuttering)
const setCount = (count: number) => (snapshot: State) => ({ ...snapshot, count })

describe('a replay of a lasso', () => {
  it('reproduces it after three rounds of the program', async () => {
    const driver = scriptedDriver()
    const replayed = await run(driver, lassoTrace)
    expect(replayed).toMatchObject({
      verdict: 'reproduced',
      why: null,
      step: null,
      loop: { entry: 8, last: 15 },
      rounds: 3,
    })
    const rounds = replayed.steps.map(({ index, round = 0 }) => [index, round])
    const [before, inside] = [numbers(1, 8), numbers(9, 16)]
    expect(rounds).toEqual([
      ...before.map((index) => [index, 0]),
      ...[1, 2, 3].flatMap((round) => inside.map((index) => [index, round])),
    ])
    expect(driver.coins).toHaveLength(4)
    expect(driver.performed).toEqual(
      Array(4).fill(['SwitchOff of hall', 'SwitchOn of hall']).flat(),
    )
  })

  it('reproduces one that a thread closes', async () => {
    const replayed = await run(scriptedDriver(), loopingTrace(turnedLasso))
    expect(replayed).toMatchObject({ verdict: 'reproduced', rounds: 3 })
    expect(replayed.steps).toHaveLength(10 + 3 * 8)
  })

  it('has no loop for a behaviour that ends', async () => {
    expect(await run(scriptedDriver(), toyTrace())).toMatchObject({ loop: null, rounds: 0 })
  })

  const cases: [string, Script, Partial<Replayed>][] = [
    [
      'refuses a program that leaves the loop in round 2',
      { release: 22, tamper: switched('desk', 'off') },
      {
        verdict: 'refused',
        step: 14,
        performer: a,
        action: 'Take',
        rounds: 1,
        why: `in round 2: ${a} came to Grope after Take, expected Enter`,
      },
    ],
    [
      'refuses a program that waits in round 2',
      { release: 17, tamper: switched('door', 'off') },
      {
        verdict: 'refused',
        step: 9,
        rounds: 1,
        why: `in round 2: ${a} returned to Enter, expected Open: it waits`,
      },
    ],
    [
      'diverges if a state differs in round 3',
      { release: 28, alter: setCount(7) },
      {
        verdict: 'diverged',
        step: 12,
        rounds: 2,
        why: 'in round 3: in state 12, count: expected 1, got 7',
      },
    ],
    [
      'diverges if only the last round does not return to the entry',
      { release: 32, alter: setCount(7) },
      {
        verdict: 'diverged',
        step: 16,
        performer: 'hall',
        action: 'SwitchOn',
        rounds: 2,
        why: 'in round 3: in state 8, count: expected 0, got 7',
      },
    ],
    [
      'diverges if a number has another partner in round 2',
      {
        release: 18,
        alter: (snapshot) => ({
          ...snapshot,
          open: {
            '#map': [
              [0, 0],
              [13, 5],
            ],
          },
        }),
      },
      {
        verdict: 'diverged',
        step: 10,
        rounds: 1,
        why: 'in round 2: in state 10, open.1: expected 11, got 5 (box 11 of the model is 989 of the program)',
      },
    ],
    [
      'names no round in the first one',
      { release: 12, alter: setCount(7) },
      { verdict: 'diverged', step: 12, rounds: 0, why: 'in state 12, count: expected 1, got 7' },
    ],
    [
      'names no round before the loop',
      { release: 4, alter: setCount(7) },
      { verdict: 'diverged', step: 4, rounds: 0, why: 'in state 4, count: expected 1, got 7' },
    ],
    [
      'names the round in which the program crashed',
      { release: 30, instead: 'crashes' },
      { verdict: 'crashed', step: 14, rounds: 2, why: 'in round 3: ended by SIGSEGV' },
    ],
  ]
  it.each(cases)('%s', async (_, script, expected) => {
    expect(await run(scriptedDriver(script), lassoTrace)).toMatchObject(expected)
  })

  it('has a deadline for every step of every round', async () => {
    const clock = new SimulatedClock()
    const driver = scriptedDriver({ release: 19, instead: 'hangs' })
    const replayed = run(driver, lassoTrace, clock)
    await driver.hung
    clock.increment(deadlines.stepMs)
    expect(await replayed).toMatchObject({
      verdict: 'timed-out',
      step: 11,
      rounds: 1,
      why: `in round 2: ${a} did not complete Load within 100 ms; last gates: ${a} at Load, ${b} at Enter`,
    })
  })

  it('catches a loop of the trace that the program does not have', async () => {
    // In the trace the lamp goes on, but the count is another one from state 8 on.
    const states = structuredClone(lassoTrace.states)
    for (const one of states.slice(8)) one.state = { ...one.state, count: 5 }
    expect(await run(scriptedDriver(), { ...lassoTrace, states })).toMatchObject({
      verdict: 'diverged',
      step: 8,
    })
  })
})

describe('a replay of a behaviour that stutters', () => {
  it('reproduces it after every thread has returned to its gate three times', async () => {
    const replayed = await run(scriptedDriver(), stutteringTrace)
    expect(replayed).toMatchObject({
      verdict: 'reproduced',
      loop: { entry: 7, last: 7 },
      rounds: 3,
      at: { [a]: 'Enter', [b]: 'Enter' },
    })
    expect(replayed.steps.slice(7).map(({ performer, round }) => [performer, round])).toEqual(
      [1, 2, 3].flatMap((round) => threads.map((thread) => [thread, round])),
    )
  })

  const cases: [string, Script, Partial<Replayed>][] = [
    [
      'refuses a program whose thread moves on at once',
      { release: 8, tamper: switched('door', 'on') },
      {
        verdict: 'refused',
        step: 8,
        performer: a,
        wanted: 'Enter',
        stood: 'Open',
        why: `${a} came to Open, expected it to wait at Enter`,
      },
    ],
    [
      'refuses a program whose thread moves on in round 2',
      { release: 11, tamper: switched('door', 'on') },
      {
        verdict: 'refused',
        step: 9,
        performer: b,
        rounds: 1,
        why: `in round 2: ${b} came to Open, expected it to wait at Enter`,
      },
    ],
    [
      'diverges if the state changes although the thread waits',
      { release: 12, alter: setCount(7) },
      {
        verdict: 'diverged',
        step: 8,
        rounds: 2,
        why: 'in round 3: in state 7, count: expected 1, got 7',
      },
    ],
  ]
  it.each(cases)('%s', async (_, script, expected) => {
    expect(await run(scriptedDriver(script), stutteringTrace)).toMatchObject(expected)
  })

  it('refuses a trace that stutters while a thread can go on', async () => {
    expect(await run(scriptedDriver(), { ...toyTrace([]), loop: 0 })).toMatchObject({
      verdict: 'refused',
      step: 1,
      performer: a,
      rounds: 0,
    })
  })

  it('releases a single thread three times', async () => {
    const released: string[] = []
    const state = { pc: { t: 'Enter' }, lamp: { door: 'off' }, dimmable: 0 }
    const alone = traceOf(
      { states: [{ action: null, state }], loop: null, stuttering: true },
      meta,
      mapping,
    )
    const { lamp } = state
    const parked = { kind: 'parked', at: state.pc, snapshot: { lamp } } as const
    const driver: Driver = {
      ...scriptedDriver(),
      assemble: async () => parked,
      standing: () => 'Enter',
      release: async (thread) => {
        released.push(thread)
        return parked
      },
    }
    expect(await run(driver, alone)).toMatchObject({ verdict: 'reproduced', rounds: 3 })
    expect(released).toEqual(['t', 't', 't'])
  })
})

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
