import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMachine } from 'xstate'
import type { State } from '../../../src/core/value.js'
import type { MachineDefinition } from '../../../src/replay/machine/definition.js'
import { loadMachine } from '../../../src/replay/machine/load-machine.js'
import { readMachine, writeMachine } from '../../../src/replay/machine/machine-file.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import {
  lasso,
  loopingTrace,
  mapping,
  stepOf,
  stuttering,
  threads,
  toyTrace,
  turnedLasso,
} from './toy.js'

const [a, b] = threads
const lassoMachine = machineOf(loopingTrace(lasso), mapping)
const stutteringMachine = machineOf(loopingTrace(stuttering), mapping)

const count = (machine: MachineDefinition) => Object.keys(machine.states.replaying.states).length

describe('the machine of a lasso', () => {
  it('has the steps of one round, with the one that closes it', () => {
    expect(count(lassoMachine)).toBe(16)
    const { entry, states, description } = stepOf(lassoMachine, 'step16')
    expect(description).toBe('hall: SwitchOn, back to state 8')
    expect(entry.params).toMatchObject({ performer: 'hall', action: 'SwitchOn', next: null })
    expect(states.observed.entry.params).toEqual(
      stepOf(lassoMachine, 'step08').states.observed.entry.params,
    )
    expect(lassoMachine.context).toMatchObject({ loop: { entry: 8, last: 15 }, rounds: 0 })
    expect(lassoMachine.description).toContain('16 steps, the last 8 again and again')
  })

  it('leads back to the first step of the loop until three rounds are done', () => {
    expect(stepOf(lassoMachine, 'step16').states.observed.always).toEqual([
      {
        guard: { type: 'goesRound', params: { rounds: 3 } },
        target: '#step09',
        actions: 'countRound',
      },
      { guard: 'agrees', target: '#reproduced', actions: 'countRound' },
      { guard: 'strayed', target: '#refused' },
      { target: '#diverged' },
    ])
    expect(stepOf(lassoMachine, 'step15').states.observed.always[0].target).toBe('#step16')
  })

  it('waits for the next gate of the thread that closes the loop', () => {
    const { states, entry } = stepOf(machineOf(loopingTrace(turnedLasso), mapping), 'step18')
    expect(entry.params).toMatchObject({ performer: a, action: 'Open', next: 'Load' })
    expect(states.released.on).toEqual({ Load: 'observed' })
  })
})

describe('the machine of a behaviour that stutters', () => {
  it('releases every thread in the last state, and expects it back at its gate', () => {
    expect(count(stutteringMachine)).toBe(9)
    for (const [name, thread] of [
      ['step08', a],
      ['step09', b],
    ] as const) {
      const { entry, states, description } = stepOf(stutteringMachine, name)
      expect(description).toBe(`${thread}: Enter waits`)
      expect(entry.params).toMatchObject({ performer: thread, action: 'Enter', next: 'Enter' })
      expect(states.observed.entry.params).toEqual(
        stepOf(stutteringMachine, 'step07').states.observed.entry.params,
      )
    }
    expect(stepOf(stutteringMachine, 'step09').states.observed.always[0].target).toBe('#step08')
  })

  it('begins with these releases if no thread takes a step', () => {
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
        message: `expected ${a} at a gate that waits, as the trace stutters, got Open`,
      }),
    )
  })
})

describe('the machine of an endless behaviour', () => {
  const both = [
    ['a lasso', lassoMachine],
    ['a stutter', stutteringMachine],
  ] as const

  it.each(both)('is JSON that XState itself accepts as a machine: %s', (_, machine) => {
    const json = JSON.parse(JSON.stringify(machine))
    expect(json).toEqual(machine)
    expect(Object.keys(createMachine(json).states.replaying?.states ?? {})).toHaveLength(
      count(machine),
    )
  })

  it.each(both)('is read from its file as it was written: %s', (_, machine) => {
    const folder = mkdtempSync(join(tmpdir(), 'peerup-loop-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeMachine(join(folder, 'a.machine.json'), machine)
    expect(readMachine(join(folder, 'a.machine.json'))).toEqual(machine)
  })

  it.each([-1, 16, 99])('is rejected for a loop to the missing state %i', (loop) => {
    expect(() => machineOf({ ...loopingTrace(lasso), loop }, mapping)).toThrow(
      `expected a loop to one of 16 states, got ${loop}`,
    )
  })

  it('is rejected for a loop that no step closes', () => {
    expect(() => machineOf({ ...loopingTrace(lasso), loop: 3 }, mapping)).toThrow(
      'in the step from the last state back to state 3: expected one performer to act',
    )
  })
})

type Damage = {
  claim: string
  of: MachineDefinition
  edit: (machine: MachineDefinition) => void
  message: string
}

const roundOf = (machine: MachineDefinition, name: string) => {
  const { always } = stepOf(machine, name).states.observed
  if (always.length !== 4) throw new Error(`expected ${name} to close the loop`)
  return always
}

const damages: Damage[] = [
  {
    claim: 'fewer rounds',
    of: lassoMachine,
    edit: (m) => Object.assign(roundOf(m, 'step16')[0].guard.params, { rounds: 0 }),
    message: 'step16.states.observed.always',
  },
  {
    claim: 'rounds that are done before the start',
    of: lassoMachine,
    edit: (m) => Object.assign(m.context, { rounds: 2 }),
    message: 'context.rounds',
  },
  {
    claim: 'a round that does not count',
    of: lassoMachine,
    edit: (m) => Reflect.deleteProperty(roundOf(m, 'step16')[0], 'actions'),
    message: 'step16.states.observed.always',
  },
  {
    claim: 'a way back to another step',
    of: lassoMachine,
    edit: (m) => {
      roundOf(m, 'step16')[0].target = '#step10'
    },
    message: 'observed.always: expected #step09, got #step10',
  },
  {
    claim: 'an end in place of a way back',
    of: lassoMachine,
    edit: (m) => {
      stepOf(m, 'step16').states.observed.always = [
        { guard: 'agrees', target: '#reproduced' },
        { guard: 'strayed', target: '#refused' },
        { target: '#diverged' },
      ]
    },
    message: 'observed.always: expected 4, got 3',
  },
  {
    claim: 'another state at the end of the round',
    of: lassoMachine,
    edit: (m) => {
      const { params } = stepOf(m, 'step16').states.observed.entry
      params.state = { ...params.state, count: 7 } as State
    },
    message: 'step16.observed.entry: expected state 8 again, got another one',
  },
  {
    claim: 'another number of the state at the end of the round',
    of: lassoMachine,
    edit: (m) => {
      stepOf(m, 'step16').states.observed.entry.params.index = 16
    },
    message: 'step16.observed.entry: expected 8, got 16',
  },
  {
    claim: 'a missing loop',
    of: lassoMachine,
    edit: (m) => {
      m.context.loop = null
    },
    message: 'expected 16, got 8',
  },
  {
    claim: 'an entry after the last state',
    of: lassoMachine,
    edit: (m) => {
      m.context.loop = { entry: 16, last: 15 }
    },
    message: 'context.loop: expected an entry of at most 15, got 16',
  },
  {
    claim: 'a thread without a release',
    of: stutteringMachine,
    edit: (m) => Reflect.deleteProperty(m.states.replaying.states, 'step09'),
    message: 'context.loop: expected 8, got 9',
  },
  {
    claim: 'two releases of a thread, and none of the other',
    of: stutteringMachine,
    edit: (m) => {
      const step = structuredClone(stepOf(m, 'step08'))
      step.id = 'step09'
      step.entry.params.index = 9
      step.states.observed.always = stepOf(m, 'step09').states.observed.always
      m.states.replaying.states.step09 = step
    },
    message: `step09.entry: expected ${b}, got ${a}`,
  },
  {
    claim: 'a thread that moves on',
    of: stutteringMachine,
    edit: (m) => {
      const step = stepOf(m, 'step08')
      step.entry.params.next = 'Open'
      step.states.released.on = { Open: 'observed' }
    },
    message: 'step08.entry: expected Enter, got Open',
  },
]

describe('loadMachine', () => {
  it.each(damages)('rejects $claim, and says where', ({ of, edit, message }) => {
    const damaged = structuredClone(of)
    expect(() => loadMachine(damaged)).not.toThrow()
    edit(damaged)
    expect(() => loadMachine(damaged)).toThrow(message)
  })
})
