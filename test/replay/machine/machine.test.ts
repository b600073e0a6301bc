import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActor, createMachine } from 'xstate'
import { PeerupError } from '../../../src/core/error.js'
import type { MachineDefinition, StepDefinition } from '../../../src/replay/machine/definition.js'
import { loadMachine, parseMachine } from '../../../src/replay/machine/load-machine.js'
import { readMachine, writeMachine } from '../../../src/replay/machine/machine-file.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { at, loopingTrace, mapping, schedule, stuttering, threads, toyTrace } from './toy.js'

const [a] = threads
const definition = machineOf(toyTrace(), mapping)

const stepOf = (machine: MachineDefinition, name: string): StepDefinition => {
  const step = machine.states.replaying.states[name]
  if (step === undefined) throw new Error(`expected ${name}`)
  return step
}

describe('machineOf', () => {
  it('gives JSON', () => {
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition)
  })

  it('gives what XState itself takes as a machine, without our loader', () => {
    const machine = createMachine(JSON.parse(JSON.stringify(definition)))
    expect(Object.keys(machine.states.replaying?.states ?? {})).toHaveLength(schedule.length)
  })

  it('gives one state for each step, in order, and holds the model’s state after each', () => {
    const names = Object.keys(definition.states.replaying.states)
    expect(names.slice(0, 3)).toEqual(['step01', 'step02', 'step03'])
    const trace = toyTrace()
    for (const [before, name] of names.entries()) {
      const { entry, states } = stepOf(definition, name)
      const { step, state } = at(trace.states, before + 1)
      expect(entry.params).toMatchObject({ index: before + 1, ...step })
      expect(states.observed.entry.params).toEqual({ index: before + 1, state })
    }
  })

  it('waits for the thread at the step’s gate, then at the next one', () => {
    const { states } = stepOf(definition, 'step01')
    expect(states.parked.on).toEqual({ Enter: 'released' })
    expect(states.released.on).toEqual({ Open: 'observed' })
    expect(states.observed.always[0].target).toBe('#step02')
    expect(stepOf(definition, 'step18').states.observed.always[0].target).toBe('#reproduced')
  })

  it('names no stimulus of a step that leads elsewhere', () => {
    const groping = machineOf(toyTrace([a, a, a, a, a, 'desk', a]), mapping)
    const { entry, states } = stepOf(groping, 'step07')
    expect(entry.params).toMatchObject({ action: 'Take', next: 'Grope' })
    expect(states.released.invoke.input).toEqual({ performer: a, action: 'Take' })
  })

  it('waits at its start for the threads alone', () => {
    expect(definition.states.assembling.invoke.input.threads).toEqual(threads)
  })

  it('keeps the model’s bounds in its states, and throws on one that the model does not have', () => {
    expect(stepOf(definition, 'step01').states.observed.entry.params.state.dimmable).toBe(1)
    expect(() => machineOf(toyTrace(), { ...mapping, bounds: ['budget'] })).toThrow(
      expect.objectContaining({
        code: 'mapping',
        message: 'expected bounds that the model has, got budget',
      }),
    )
  })

  it('names the stimulus of a step, and who waits', () => {
    const { entry, states } = stepOf(definition, 'step08')
    expect(states.released.invoke.input).toEqual({ performer: a, action: 'Take', stimulus: 'coin' })
    expect(entry.params).toMatchObject({ action: 'Take', next: 'Enter', waits: true })
  })

  it('lets the driver act where no thread does', () => {
    const { entry, states } = stepOf(definition, 'step05')
    expect(entry.params).toMatchObject({ performer: 'hall', action: 'SwitchOff', next: null })
    expect(states.parked.invoke.src).toBe('ready')
    expect(states.released.invoke.src).toBe('perform')
    expect(states.released.on).toEqual({ SwitchOff: 'observed' })
  })

  it('numbers many steps with as many digits as the last one needs', () => {
    const trace = toyTrace([a])
    const long = { ...trace, states: [...trace.states, ...Array(99).fill(at(trace.states, 1))] }
    const names = Object.keys(machineOf(long, mapping).states.replaying.states)
    expect([names[0], names[99]]).toEqual(['step001', 'step100'])
  })
})

type Damage = { claim: string; edit: (machine: MachineDefinition) => void; says: string }

const damages: Damage[] = [
  {
    claim: 'another format',
    edit: (m) => Object.assign(m.meta, { format: 'peerup-machine/2' }),
    says: 'meta.format',
  },
  { claim: 'an unknown field', edit: (m) => Object.assign(m, { colour: 'red' }), says: 'colour' },
  {
    claim: 'an unknown field of a step',
    edit: (m) => Object.assign(stepOf(m, 'step03'), { colour: 1 }),
    says: 'colour',
  },
  { claim: 'a dropped catch-all', edit: (m) => Reflect.deleteProperty(m.on, '*'), says: 'on.*' },
  {
    claim: 'a step without a deadline',
    edit: (m) => Reflect.deleteProperty(stepOf(m, 'step03'), 'after'),
    says: 'step03.after',
  },
  {
    claim: 'a step without a comparison',
    edit: (m) => Reflect.deleteProperty(stepOf(m, 'step03').states.observed, 'entry'),
    says: 'observed.entry',
  },
  {
    claim: 'a comparison with what is no value',
    edit: (m) =>
      Object.assign(stepOf(m, 'step03').states.observed.entry.params.state, { count: 0.5 }),
    says: 'got 0.5',
  },
  {
    claim: 'a deleted step',
    edit: (m) => Reflect.deleteProperty(m.states.replaying.states, 'step07'),
    says: 'expected step01, step02',
  },
  {
    claim: 'a deleted last step',
    edit: (m) => Reflect.deleteProperty(m.states.replaying.states, 'step18'),
    says: 'expected #reproduced, got #step18',
  },
  {
    claim: 'swapped steps',
    edit: (m) => {
      const { states } = m.states.replaying
      Object.assign(states, { step06: stepOf(m, 'step07'), step07: stepOf(m, 'step06') })
    },
    says: 'step06.id: expected step06, got step07',
  },
  {
    claim: 'a step that is skipped',
    edit: (m) => {
      stepOf(m, 'step03').states.observed.always[0].target = '#step05'
    },
    says: 'expected #step04, got #step05',
  },
  {
    claim: 'an end that comes too early',
    edit: (m) => {
      m.states.assembled.always[0].target = '#reproduced'
    },
    says: 'expected #step01, got #reproduced',
  },
  {
    claim: 'a start in the middle',
    edit: (m) => {
      m.states.replaying.initial = 'step02'
    },
    says: 'expected step01, got step02',
  },
  {
    claim: 'a gate that is not the step’s',
    edit: (m) => {
      stepOf(m, 'step01').states.parked.on = { Load: 'released' }
    },
    says: 'parked.on: expected Enter, got Load',
  },
  {
    claim: 'two events that a step waits for',
    edit: (m) => {
      stepOf(m, 'step01').states.released.on.Enter = 'observed'
    },
    says: 'released.on: expected Open, got Open, Enter',
  },
  {
    claim: 'a driver’s step that a thread takes',
    edit: (m) => {
      stepOf(m, 'step05').states.released.invoke.src = 'release'
    },
    says: 'released.invoke: expected perform, got release',
  },
  {
    claim: 'a thread’s step that the driver takes',
    edit: (m) => {
      stepOf(m, 'step01').states.parked.invoke.src = 'ready'
    },
    says: 'parked.invoke: expected standing, got ready',
  },
  {
    claim: 'a step that goes round without a loop',
    edit: (m) => {
      stepOf(m, 'step18').states.observed.always = [
        {
          guard: { type: 'goesRound', params: { rounds: 3 } },
          target: '#reproduced',
          actions: 'countRound',
        },
        { guard: 'agrees', target: '#reproduced', actions: 'countRound' },
        { guard: 'strayed', target: '#refused' },
        { target: '#diverged' },
      ]
    },
    says: 'observed.always: expected 3, got 4',
  },
  {
    claim: 'a loop that no step closes',
    edit: (m) => {
      m.context.loop = { entry: 8, last: 18 }
    },
    says: 'context.loop: expected 18, got 19',
  },
  {
    claim: 'a release of somebody else',
    edit: (m) => {
      stepOf(m, 'step01').states.released.invoke.input.performer = 'b-1'
    },
    says: 'expected a-1: Enter, got b-1: Enter',
  },
  {
    claim: 'a verdict that is none',
    edit: (m) => Object.assign(m.states.refused.output, { verdict: 'fine' }),
    says: 'refused.output.verdict',
  },
]

describe('loadMachine', () => {
  it.each(damages)('rejects $claim, and says where', ({ edit, says }) => {
    const damaged = structuredClone(definition)
    expect(() => loadMachine(damaged)).not.toThrow()
    edit(damaged)
    expect(() => loadMachine(damaged, { file: 'x' })).toThrow(PeerupError)
    expect(() => loadMachine(damaged)).toThrow(says)
  })

  it('leaves the definition as it is', () => {
    const before = structuredClone(definition)
    loadMachine(definition)
    expect(definition).toEqual(before)
  })

  it('gives a machine that does not run without its implementations', async () => {
    const actor = createActor(loadMachine(definition))
    const error = await new Promise<unknown>((resolve) => {
      actor.subscribe({ error: resolve, next: () => {}, complete: () => resolve(null) })
      actor.start()
    })
    expect(String(error)).toContain('expected an implementation of')
  })

  it('gives a machine that takes any event in any state', () => {
    const machine = loadMachine(definition)
    for (const value of [
      'assembling',
      { replaying: { step03: 'parked' } },
      { replaying: { step03: 'released' } },
    ]) {
      const snapshot = machine.resolveState({ value, context: definition.context as never })
      for (const type of ['Nowhere', 'Enter', 'world.crashed', 'xstate.error.actor.x']) {
        expect(snapshot.can({ type }), `${JSON.stringify(value)} ${type}`).toBe(true)
      }
    }
  })
})

describe('a machine file', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'peerup-machine-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('comes back as it was', () => {
    const file = join(folder, 'a.machine.json')
    for (const one of [definition, machineOf(loopingTrace(stuttering), mapping)]) {
      writeMachine(file, one)
      expect(readMachine(file)).toEqual(one)
      expect(parseMachine(readMachine(file))).toEqual(one)
    }
  })

  it('is named in errors', () => {
    const file = join(folder, 'none.machine.json')
    expect(() => readMachine(file)).toThrow(
      expect.objectContaining({ code: 'usage', where: { file } }),
    )
  })
})
