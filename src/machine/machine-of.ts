import { PeerupError } from '../error.js'
import type { Mapping } from '../mapping/mapping.js'
import { controlOf } from '../trace/control.js'
import { nameOf, type Trace } from '../trace/trace.js'
import type { MachineDefinition, StepDefinition } from './definition.js'
import { nameAt, stepNames } from './step-names.js'
import { compare, judge, stepState } from './step-state.js'

/**
 * The machine that replays a trace: one state for each step, and an end for each verdict. Throws a
 * PeerupError `trace` for a trace that loops: an endless replay has no verdict yet.
 */
export function machineOf(trace: Trace, mapping: Mapping): MachineDefinition {
  const { states, loop, ...meta } = trace
  const initial = states[0]?.state
  if (initial === undefined) throw new PeerupError('trace', 'expected an initial state, got none')
  if (loop !== null) {
    throw new PeerupError('trace', `expected a trace that ends, got one that loops to ${loop}`, {
      fix: 'replay a trace of a safety property: loops are not yet supported',
    })
  }
  const names = stepNames(states.length - 1)
  const steps = states.slice(1).map(({ step, state }, before): [string, StepDefinition] => {
    const index = before + 1
    if (step === null)
      throw new PeerupError('trace', 'expected a step', { where: { state: index } })
    return [nameAt(names, index), stepState({ index, names, state, step }, mapping)]
  })
  const [first] = names
  return {
    id: nameOf(meta),
    description: `Replays a behaviour of ${meta.model} (${meta.property}), ${names.length} steps.`,
    meta: { format: 'peerup-machine/1', ...meta },
    context: untold,
    initial: 'assembling',
    on: catchAll,
    states: {
      assembling: {
        invoke: {
          src: 'assemble',
          input: { threads: [...controlOf(initial, mapping).keys()] },
        },
        after: { assembleMs: { target: '#timedOut', actions: 'expire' } },
        on: { 'world.assembled': 'assembled' },
      },
      assembled: { entry: compare(0, initial), always: judge(names, 0) },
      replaying: {
        ...(first === undefined ? {} : { initial: first }),
        states: Object.fromEntries(steps),
      },
      ...endings,
    },
  }
}

const untold: MachineDefinition['context'] = {
  step: null,
  pairs: {},
  taken: [],
  differences: [],
  wanted: null,
  stood: null,
  why: null,
}

const catchAll: MachineDefinition['on'] = {
  'world.crashed': { target: '#crashed', actions: 'fail' },
  'world.failed': { target: '#error', actions: 'fail' },
  'xstate.error.*': { target: '#error', actions: 'fail' },
  '*': { target: '#refused', actions: 'refuse' },
}

const endings = {
  reproduced: { id: 'reproduced', type: 'final', output: { verdict: 'reproduced' } },
  refused: { id: 'refused', type: 'final', output: { verdict: 'refused' } },
  diverged: { id: 'diverged', type: 'final', output: { verdict: 'diverged' } },
  timedOut: { id: 'timedOut', type: 'final', output: { verdict: 'timed-out' } },
  crashed: { id: 'crashed', type: 'final', output: { verdict: 'crashed' } },
  error: { id: 'error', type: 'final', output: { verdict: 'error' } },
} as const satisfies Partial<MachineDefinition['states']>
