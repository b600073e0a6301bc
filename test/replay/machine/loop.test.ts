import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMachine } from 'xstate'
import type { State } from '../../../src/core/value.js'
import type { MachineDefinition, StepDefinition } from '../../../src/replay/machine/definition.js'
import { loadMachine } from '../../../src/replay/machine/load-machine.js'
import { readMachine, writeMachine } from '../../../src/replay/machine/machine-file.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { lasso, loopingTrace, mapping, stuttering, threads, toyTrace, turnedLasso } from './toy.js'

const [a, b] = threads
const going = machineOf(loopingTrace(lasso), mapping)
const resting = machineOf(loopingTrace(stuttering), mapping)

function stepOf(machine: MachineDefinition, name: string): StepDefinition {
  const step = machine.states.replaying.states[name]
  if (step === undefined) throw new Error(`expected ${name}`)
  return step
}
const count = (machine: MachineDefinition) => Object.keys(machine.states.replaying.states).length

describe('the machine of a lasso', () => {
  it('has the steps of one round, and the one that closes it', () => {
    expect(count(going)).toBe(16)
    const { entry, states, description } = stepOf(going, 'step16')
    expect(description).toBe('hall: SwitchOn, back to state 8')
    expect(entry.params).toMatchObject({ performer: 'hall', action: 'SwitchOn', next: null })
    expect(states.observed.entry.params).toEqual(
      stepOf(going, 'step08').states.observed.entry.params,
    )
    expect(going.context).toMatchObject({ loop: { entry: 8, last: 15 }, rounds: 0 })
    expect(going.description).toContain('16 steps, the last 8 again and again')
  })

  it('leads back to the first step of the loop, until it has gone round three times', () => {
    expect(stepOf(going, 'step16').states.observed.always).toEqual([
      {
        guard: { type: 'goesRound', params: { rounds: 3 } },
        target: '#step09',
        actions: 'countRound',
      },
      { guard: 'agrees', target: '#reproduced', actions: 'countRound' },
      { guard: 'strayed', target: '#refused' },
      { target: '#diverged' },
    ])
    expect(stepOf(going, 'step15').states.observed.always[0].target).toBe('#step16')
  })

  it('waits for the next gate of the thread that closes the loop', () => {
    const { states, entry } = stepOf(machineOf(loopingTrace(turnedLasso), mapping), 'step18')
    expect(entry.params).toMatchObject({ performer: a, action: 'Open', next: 'Load' })
    expect(states.released.on).toEqual({ Load: 'observed' })
  })
})

describe('the machine of a behaviour that stutters', () => {
  it('releases every thread in the last state, and wants it back at its gate', () => {
    expect(count(resting)).toBe(9)
    for (const [name, thread] of [
      ['step08', a],
      ['step09', b],
    ] as const) {
      const { entry, states, description } = stepOf(resting, name)
      expect(description).toBe(`${thread}: Enter waits`)
      expect(entry.params).toMatchObject({ performer: thread, action: 'Enter', next: 'Enter' })
      expect(states.observed.entry.params).toEqual(
        stepOf(resting, 'step07').states.observed.entry.params,
      )
    }
    expect(stepOf(resting, 'step09').states.observed.always[0].target).toBe('#step08')
  })

  it('begins at once where nobody takes any step', () => {
    const dark = machineOf({ ...loopingTrace({ names: ['door'], loop: 1 }) }, mapping)
    expect(count(dark)).toBe(3)
    const still = machineOf({ ...toyTrace([]), loop: 0 }, mapping)
    expect(still.states.assembled.always[0].target).toBe('#step01')
    expect(still.context.loop).toEqual({ entry: 0, last: 0 })
  })

  it('is an error if a thread stands at a gate that does not wait', () => {
    expect(() => machineOf({ ...toyTrace([a]), loop: 1 }, mapping)).toThrow(
      expect.objectContaining({
        code: 'trace',
        where: { state: 1 },
        message: `expected ${a} at a gate that waits, for nothing happens any more, got Open`,
      }),
    )
  })
})

describe('the machine of a behaviour that goes on for ever', () => {
  const both = [
    ['a lasso', going],
    ['a stutter', resting],
  ] as const

  it.each(both)('is JSON that XState itself takes as a machine: %s', (_, machine) => {
    const json = JSON.parse(JSON.stringify(machine))
    expect(json).toEqual(machine)
    expect(Object.keys(createMachine(json).states.replaying?.states ?? {})).toHaveLength(
      count(machine),
    )
  })

  it.each(both)('comes back from its file as it was: %s', (_, machine) => {
    const folder = mkdtempSync(join(tmpdir(), 'peerup-loop-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeMachine(join(folder, 'a.machine.json'), machine)
    expect(readMachine(join(folder, 'a.machine.json'))).toEqual(machine)
  })

  it.each([-1, 16, 99])('is none for a loop to state %i, which is not there', (loop) => {
    expect(() => machineOf({ ...loopingTrace(lasso), loop }, mapping)).toThrow(
      `expected a loop to one of 16 states, got ${loop}`,
    )
  })

  it('is none for a loop that no step closes', () => {
    expect(() => machineOf({ ...loopingTrace(lasso), loop: 3 }, mapping)).toThrow(
      'in the step from the last state back to state 3: expected one performer to act',
    )
  })
})

type Damage = {
  claim: string
  of: MachineDefinition
  edit: (machine: MachineDefinition) => void
  says: string
}

const roundOf = (machine: MachineDefinition, name: string) => {
  const { always } = stepOf(machine, name).states.observed
  if (always.length !== 4) throw new Error(`expected ${name} to close the loop`)
  return always
}

const damages: Damage[] = [
  {
    claim: 'fewer rounds',
    of: going,
    edit: (m) => Object.assign(roundOf(m, 'step16')[0].guard.params, { rounds: 0 }),
    says: 'step16.states.observed.always',
  },
  {
    claim: 'rounds that were gone before the start',
    of: going,
    edit: (m) => Object.assign(m.context, { rounds: 2 }),
    says: 'context.rounds',
  },
  {
    claim: 'a round that is not counted',
    of: going,
    edit: (m) => Reflect.deleteProperty(roundOf(m, 'step16')[0], 'actions'),
    says: 'step16.states.observed.always',
  },
  {
    claim: 'a way back to another step',
    of: going,
    edit: (m) => {
      roundOf(m, 'step16')[0].target = '#step10'
    },
    says: 'observed.always: expected #step09, got #step10',
  },
  {
    claim: 'an end in place of a way back',
    of: going,
    edit: (m) => {
      stepOf(m, 'step16').states.observed.always = [
        { guard: 'agrees', target: '#reproduced' },
        { guard: 'strayed', target: '#refused' },
        { target: '#diverged' },
      ]
    },
    says: 'observed.always: expected 4, got 3',
  },
  {
    claim: 'another state at the end of the round',
    of: going,
    edit: (m) => {
      const { params } = stepOf(m, 'step16').states.observed.entry
      params.state = { ...params.state, count: 7 } as State
    },
    says: 'step16.observed.entry: expected state 8 again, got another one',
  },
  {
    claim: 'another number of the state at the end of the round',
    of: going,
    edit: (m) => {
      stepOf(m, 'step16').states.observed.entry.params.index = 16
    },
    says: 'step16.observed.entry: expected 8, got 16',
  },
  {
    claim: 'a loop that is not told',
    of: going,
    edit: (m) => {
      m.context.loop = null
    },
    says: 'expected 16, got 8',
  },
  {
    claim: 'an entry behind the last state',
    of: going,
    edit: (m) => {
      m.context.loop = { entry: 16, last: 15 }
    },
    says: 'context.loop: expected an entry of at most 15, got 16',
  },
  {
    claim: 'a thread that is not released',
    of: resting,
    edit: (m) => Reflect.deleteProperty(m.states.replaying.states, 'step09'),
    says: 'context.loop: expected 8, got 9',
  },
  {
    claim: 'a thread that is released twice, and another one never',
    of: resting,
    edit: (m) => {
      const step = structuredClone(stepOf(m, 'step08'))
      step.id = 'step09'
      step.entry.params.index = 9
      step.states.observed.always = stepOf(m, 'step09').states.observed.always
      m.states.replaying.states.step09 = step
    },
    says: `step09.entry: expected ${b}, got ${a}`,
  },
  {
    claim: 'a thread that should move on',
    of: resting,
    edit: (m) => {
      const step = stepOf(m, 'step08')
      step.entry.params.next = 'Open'
      step.states.released.on = { Open: 'observed' }
    },
    says: 'step08.entry: expected Enter, got Open',
  },
]

describe('loadMachine', () => {
  it.each(damages)('rejects $claim, and says where', ({ of, edit, says }) => {
    const damaged = structuredClone(of)
    expect(() => loadMachine(damaged)).not.toThrow()
    edit(damaged)
    expect(() => loadMachine(damaged)).toThrow(says)
  })
})
