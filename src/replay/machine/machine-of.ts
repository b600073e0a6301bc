import { controlOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import { type Trace, traceName } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import type { Loop } from './context.js'
import type { MachineDefinition } from './definition.js'
import { loopOf, type Planned, plannedSteps } from './planned-steps.js'
import { nameAt, stepNames } from './step-names.js'
import { compare, judgement, stepState } from './step-state.js'

/**
 * The machine that replays a trace: one state for each step, and an end for each verdict. A behaviour
 * that goes on for ever has the steps of one round, and the last of them leads back. Throws a
 * PeerupError `trace` for a trace that no machine can follow.
 */
export function machineOf(trace: Trace, mapping: Mapping): MachineDefinition {
  const { states, loop: _, ...meta } = trace
  const initial = states[0]?.state
  if (initial === undefined) throw new PeerupError('trace', 'expected an initial state, got none')
  expectBounds(initial, mapping)
  const planned = plannedSteps(trace, mapping)
  const names = stepNames(planned.length)
  const loop = loopOf(trace)
  const [first] = names
  return {
    id: traceName(meta),
    description: `Replays a behaviour of ${meta.model} (${meta.property}), ${steps(planned, loop)}.`,
    meta: { format: 'peerup-machine/1', ...meta },
    context: { ...untold, loop },
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
      assembled: { entry: compare(0, initial), always: judgement(names, 0) },
      replaying: {
        ...(first === undefined ? {} : { initial: first }),
        states: Object.fromEntries(
          planned.map((step) => [nameAt(names, step.index), stepState(step, names, loop, mapping)]),
        ),
      },
      ...endings,
    },
  }
}

function steps({ length }: readonly Planned[], loop: Loop | null): string {
  const ending = loop === null ? '' : `, the last ${length - loop.entry} again and again`
  return `${length} steps${ending}`
}

/** A bound that the model does not have, misspelled perhaps, would bound nothing, and nobody would notice. */
function expectBounds(initial: State, { bounds }: Mapping): void {
  const unknown = bounds.find((name) => !Object.hasOwn(initial, name))
  if (unknown === undefined) return
  throw new PeerupError('mapping', `expected bounds that the model has, got ${unknown}`)
}

const untold: MachineDefinition['context'] = {
  loop: null,
  rounds: 0,
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
