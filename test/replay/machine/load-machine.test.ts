import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActor } from 'xstate'
import { PeerupError } from '../../../src/core/error.js'
import type { MachineDefinition } from '../../../src/replay/machine/definition.js'
import { loadMachine, parseMachine } from '../../../src/replay/machine/load-machine.js'
import { readMachine, writeMachine } from '../../../src/replay/machine/machine-file.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { loopingTrace, mapping, stepOf, stuttering, toyTrace } from './toy.js'

const definition = machineOf(toyTrace(), mapping)

type Damage = { claim: string; edit: (machine: MachineDefinition) => void; message: string }

const damages: Damage[] = [
  {
    claim: 'another format',
    edit: (m) => Object.assign(m.meta, { format: 'peerup-machine/1' }),
    message: 'meta.format',
  },
  {
    claim: 'an unknown field',
    edit: (m) => Object.assign(m, { colour: 'red' }),
    message: 'colour',
  },
  {
    claim: 'an unknown field of a step',
    edit: (m) => Object.assign(stepOf(m, 'step03'), { colour: 1 }),
    message: 'colour',
  },
  { claim: 'a dropped catch-all', edit: (m) => Reflect.deleteProperty(m.on, '*'), message: 'on.*' },
  {
    claim: 'a step without a deadline',
    edit: (m) => Reflect.deleteProperty(stepOf(m, 'step03'), 'after'),
    message: 'step03.after',
  },
  {
    claim: 'a deadline that has a name instead of a number',
    edit: (m) => {
      const step = stepOf(m, 'step03')
      step.after = Object.fromEntries(Object.values(step.after).map((one) => ['stepMs', one]))
    },
    message: 'step03.after: expected 10000, got stepMs',
  },
  {
    claim: 'a second deadline',
    edit: (m) => {
      const { after } = stepOf(m, 'step03')
      after[20_000] = structuredClone(after[10_000]) as never
    },
    message: 'step03.after: expected 10000, got 10000, 20000',
  },
  {
    claim: 'no deadline of the start',
    edit: (m) => {
      m.states.assembling.after = {}
    },
    message: 'assembling.after: expected a deadline, got none',
  },
  {
    claim: 'a step without a comparison',
    edit: (m) => Reflect.deleteProperty(stepOf(m, 'step03').states.observed, 'entry'),
    message: 'observed.entry',
  },
  {
    claim: 'a comparison with an invalid value',
    edit: (m) =>
      Object.assign(stepOf(m, 'step03').states.observed.entry.params.state, { count: 0.5 }),
    message: 'got 0.5',
  },
  {
    claim: 'a deleted step',
    edit: (m) => Reflect.deleteProperty(m.states.replaying.states, 'step07'),
    message: 'expected step01, step02',
  },
  {
    claim: 'a deleted last step',
    edit: (m) => Reflect.deleteProperty(m.states.replaying.states, 'step18'),
    message: 'expected #reproduced, got #step18',
  },
  {
    claim: 'swapped steps',
    edit: (m) => {
      const { states } = m.states.replaying
      Object.assign(states, { step06: stepOf(m, 'step07'), step07: stepOf(m, 'step06') })
    },
    message: 'step06.id: expected step06, got step07',
  },
  {
    claim: 'a skipped step',
    edit: (m) => {
      stepOf(m, 'step03').states.observed.always[0].target = '#step05'
    },
    message: 'expected #step04, got #step05',
  },
  {
    claim: 'an early end',
    edit: (m) => {
      m.states.assembled.always[0].target = '#reproduced'
    },
    message: 'expected #step01, got #reproduced',
  },
  {
    claim: 'a start in the middle',
    edit: (m) => {
      m.states.replaying.initial = 'step02'
    },
    message: 'expected step01, got step02',
  },
  {
    claim: 'another gate than the step’s',
    edit: (m) => {
      stepOf(m, 'step01').states.parked.on = { Load: 'released' }
    },
    message: 'parked.on: expected Enter, got Load',
  },
  {
    claim: 'a step that waits for two events',
    edit: (m) => {
      stepOf(m, 'step01').states.released.on.Enter = 'observed'
    },
    message: 'released.on: expected Open, got Open, Enter',
  },
  {
    claim: 'a driver’s step that a thread takes',
    edit: (m) => {
      stepOf(m, 'step05').states.released.invoke.src = 'release'
    },
    message: 'released.invoke: expected perform, got release',
  },
  {
    claim: 'a thread’s step that the driver takes',
    edit: (m) => {
      stepOf(m, 'step01').states.parked.invoke.src = 'ready'
    },
    message: 'parked.invoke: expected standing, got ready',
  },
  {
    claim: 'a step that closes a round without a loop',
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
    message: 'observed.always: expected 3, got 4',
  },
  {
    claim: 'a loop that no step closes',
    edit: (m) => {
      m.context.loop = { entry: 8, last: 18 }
    },
    message: 'context.loop: expected 18, got 19',
  },
  {
    claim: 'a release of another thread',
    edit: (m) => {
      stepOf(m, 'step01').states.released.invoke.input.performer = 'b-1'
    },
    message: 'expected a-1: Enter, got b-1: Enter',
  },
  {
    claim: 'an unknown verdict',
    edit: (m) => Object.assign(m.states.refused.output, { verdict: 'fine' }),
    message: 'refused.output.verdict',
  },
]

describe('loadMachine', () => {
  it.each(damages)('rejects $claim, and says where', ({ edit, message }) => {
    const damaged = structuredClone(definition)
    expect(() => loadMachine(damaged)).not.toThrow()
    edit(damaged)
    expect(() => loadMachine(damaged, { file: 'x' })).toThrow(PeerupError)
    expect(() => loadMachine(damaged)).toThrow(message)
  })

  it('does not change the definition', () => {
    const before = structuredClone(definition)
    loadMachine(definition)
    expect(definition).toEqual(before)
  })

  it('returns a machine that does not run without implementations', async () => {
    const actor = createActor(loadMachine(definition))
    const error = await new Promise<unknown>((resolve) => {
      actor.subscribe({ error: resolve, next: () => {}, complete: () => resolve(null) })
      actor.start()
    })
    expect(String(error)).toContain('expected an implementation of')
  })

  it('returns a machine that handles any event in any state', () => {
    const machine = loadMachine(definition)
    for (const value of [
      'assembling',
      { replaying: { step03: 'parked' } },
      { replaying: { step03: 'released' } },
    ]) {
      const snapshot = machine.resolveState({ value, context: definition.context as never })
      for (const type of ['Nowhere', 'Enter', 'driver.crashed', 'xstate.error.actor.x']) {
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

  it('is read as it was written', () => {
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
