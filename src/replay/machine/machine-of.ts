import { controlOf } from '../../core/control.js'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import { type Trace, traceName } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import { deadline, eventVerdicts, judgement } from '../verdict.js'
import type { Loop } from './context.js'
import { type Deadlines, defaultDeadlines } from './deadlines.js'
import { type MachineDefinition, machineFormat } from './definition.js'
import { loopOf, type PlannedStep, plannedSteps } from './planned-steps.js'
import { nameAt, stepNames, targetAfter } from './step-names.js'
import { compare, stepState } from './step-state.js'

/**
 * The machine that replays a trace: one state for each step, and an end for each verdict. An endless
 * behaviour has the steps of one round, and the last of them leads back. Throws a PeerupError `trace`
 * for a trace that no machine can follow.
 */
export function machineOf(
  trace: Trace,
  mapping: Mapping,
  { assembleMs, stepMs }: Deadlines = defaultDeadlines,
): MachineDefinition {
  const { states, loop: _, ...meta } = trace
  const initial = states[0]?.state
  if (initial === undefined) throw new PeerupError('trace', 'expected an initial state, got none')
  expectVariables(initial, mapping)
  const planned = plannedSteps(trace, mapping)
  const names = stepNames(planned.length)
  const loop = loopOf(trace)
  const shared = { names, loop, mapping, stepMs }
  const [first] = names
  return {
    id: traceName(meta),
    description: `Replays a behaviour of ${meta.model} (${meta.property}), ${steps(planned, loop)}.`,
    meta: { format: machineFormat, ...meta },
    context: { ...blank, loop },
    initial: 'assembling',
    on: eventVerdicts,
    states: {
      assembling: {
        invoke: {
          src: 'assemble',
          input: { threads: [...controlOf(initial, mapping).keys()] },
        },
        after: deadline(assembleMs),
        on: { 'driver.assembled': 'assembled' },
      },
      assembled: { entry: compare(0, initial), always: judgement(targetAfter(names, 0)) },
      replaying: {
        ...(first === undefined ? {} : { initial: first }),
        states: Object.fromEntries(
          planned.map((step) => [nameAt(names, step.index), stepState(step, shared)]),
        ),
      },
      ...endings,
    },
  }
}

function steps({ length }: readonly PlannedStep[], loop: Loop | null): string {
  const ending = loop === null ? '' : `, the last ${length - loop.entry} again and again`
  return `${length} steps${ending}`
}

/** A name that the model does not have, misspelled perhaps, would have no effect without notice. */
function expectVariables(initial: State, { bounds, observed }: Mapping): void {
  for (const [kind, names] of Object.entries({ bounds, observed: Object.keys(observed) })) {
    const unknown = names.find((name) => !Object.hasOwn(initial, name))
    if (unknown === undefined) continue
    throw new PeerupError('mapping', `expected ${kind} that the model has, got ${unknown}`)
  }
}

const blank: MachineDefinition['context'] = {
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

const endings = {
  reproduced: { id: 'reproduced', type: 'final', output: { verdict: 'reproduced' } },
  refused: { id: 'refused', type: 'final', output: { verdict: 'refused' } },
  diverged: { id: 'diverged', type: 'final', output: { verdict: 'diverged' } },
  timedOut: { id: 'timedOut', type: 'final', output: { verdict: 'timed-out' } },
  crashed: { id: 'crashed', type: 'final', output: { verdict: 'crashed' } },
  error: { id: 'error', type: 'final', output: { verdict: 'error' } },
} as const satisfies Partial<MachineDefinition['states']>
