import { describe, expect, it } from 'vitest'
import { disabled, hasFairRun } from './fair-runs.js'

/** Whether a small graph has a fair run that avoids the goals; all agents are weakly fair. */
function hasFairRunAvoiding(isGoal: boolean[], starts: number[], successors: number[][]) {
  const weak = successors[0]?.length ?? 0
  return hasFairRun({ successors, weak }, (state) => !isGoal[state], starts)
}

describe('a weakly fair run', () => {
  const nowhere = [false, false]

  it('may stay in a cycle in which every thread steps', () => {
    expect(
      hasFairRunAvoiding(
        nowhere,
        [0],
        [
          [1, disabled],
          [disabled, 0],
        ],
      ),
    ).toBe(true)
  })

  it('may not leave out a thread that is always enabled', () => {
    // Thread 0 loops in state 0; thread 1 could always step to state 1, the goal.
    expect(
      hasFairRunAvoiding(
        [false, true],
        [0],
        [
          [0, 1],
          [disabled, disabled],
        ],
      ),
    ).toBe(false)
  })

  it('may leave out a thread that is sometimes disabled', () => {
    // Thread 0 goes 0, 1, 0, ...; only in state 0 could thread 1 step to the goal.
    const successors = [
      [1, 2],
      [0, disabled],
      [disabled, disabled],
    ]
    expect(hasFairRunAvoiding([false, false, true], [0], successors)).toBe(true)
  })

  it('ends only in states in which every thread is disabled', () => {
    const successors = [
      [1, 1],
      [disabled, disabled],
    ]
    expect(hasFairRunAvoiding(nowhere, [0], successors)).toBe(true)
    expect(hasFairRunAvoiding([false, true], [0], successors)).toBe(false)
  })

  it('begins in its starts and does not pass a goal', () => {
    const successors = [[1], [2], [2]] // only state 2 repeats, and the path to it leads through 1
    expect(hasFairRunAvoiding([false, true, false], [0], successors)).toBe(false)
    expect(hasFairRunAvoiding([false, true, false], [0, 2], successors)).toBe(true)
  })
})

describe('an agent without fairness', () => {
  it('need not step, even if no other agent does', () => {
    const successors = [[1], [disabled]] // the only agent could step to the goal
    const avoidsGoal = (state: number) => state !== 1
    expect(hasFairRun({ successors, weak: 0 }, avoidsGoal, [0])).toBe(true)
    expect(hasFairRun({ successors, weak: 1 }, avoidsGoal, [0])).toBe(false)
  })
})

describe('a strongly fair run', () => {
  // Agent 0 goes 0, 1, 0, ...; only in state 0 could agent 1 step to the goal, state 2.
  const toGoal = [
    [1, 2],
    [0, disabled],
    [disabled, disabled],
  ]
  const avoidsGoal = (state: number) => state !== 2

  it('may not leave out an agent that is enabled again and again', () => {
    const strongFor = (strong: number) => (_: number, agent: number) => agent === strong
    const graph = { successors: toGoal, weak: 2 }
    expect(hasFairRun({ ...graph, isStrong: strongFor(1) }, avoidsGoal, [0])).toBe(false)
    expect(hasFairRun({ ...graph, isStrong: strongFor(0) }, avoidsGoal, [0])).toBe(true)
  })

  it('may leave out a step without strong fairness', () => {
    const isStrong = (state: number, agent: number) => agent === 1 && state === 1
    expect(hasFairRun({ successors: toGoal, weak: 2, isStrong }, avoidsGoal, [0])).toBe(true)
  })

  // As above, and agent 2 steps from state 1 to 3, where agent 0 goes 3, 4, 3, ..., and back to 0.
  const twoCycles = [
    [1, 2, disabled],
    [0, disabled, 3],
    [disabled, disabled, disabled],
    [4, disabled, 0],
    [3, disabled, 0],
  ]
  const isStrong = (_: number, agent: number) => agent === 1

  it('may stay in a cycle in which the agent is not enabled', () => {
    const graph = { successors: twoCycles, weak: 2, isStrong }
    expect(hasFairRun(graph, avoidsGoal, [0])).toBe(true)
    const oneCycle = { ...graph, successors: twoCycles.with(4, [0, disabled, 0]) }
    expect(hasFairRun(oneCycle, avoidsGoal, [0])).toBe(false)
  })

  it('is weakly fair within its cycle, not only before it', () => {
    // Agent 2 steps in the graph as a whole; in the second cycle it is enabled and never steps.
    const graph = { successors: twoCycles, weak: 3, isStrong }
    expect(hasFairRun(graph, avoidsGoal, [0])).toBe(false)
    const disabledOnce = { ...graph, successors: twoCycles.with(4, [3, disabled, disabled]) }
    expect(hasFairRun(disabledOnce, avoidsGoal, [0])).toBe(true)
  })
})
