import { PeerupError } from '../error.js'
import type { Mapping } from '../mapping/mapping.js'
import { controlOf } from '../trace/control.js'
import { environment, type Step } from '../trace/trace.js'
import type { State } from '../trace/value.js'
import type { CompareDefinition, Judged, StepDefinition } from './definition.js'
import { nameAt, targetAfter } from './step-names.js'

export type Scene = { index: number; names: readonly string[]; step: Step; state: State }

/** A step: its thread must stand at the gate, is released, and what it did is compared. */
export function stepState({ index, names, step, state }: Scene, mapping: Mapping): StepDefinition {
  const { performer, action } = step
  const next = performer === environment ? null : nextOf(performer, state, mapping, index)
  const { stimulus, waits } = mapping.actions[action] ?? {}
  return {
    id: nameAt(names, index),
    description: `${performer}: ${action}`,
    entry: { type: 'begin', params: { index, performer, action, next, waits: waits === true } },
    after: { stepMs: { target: '#timedOut', actions: 'expire' } },
    initial: 'parked',
    states: {
      parked: {
        invoke: { src: 'standing', input: { performer, action } },
        on: { [action]: 'released' },
      },
      released: {
        invoke: {
          src: 'release',
          input: { performer, action, ...(stimulus === undefined ? {} : { stimulus }) },
        },
        // The driver stands at no gate: when it has acted, it says so with the action's name.
        on: { [next ?? action]: 'observed' },
      },
      observed: { entry: compare(index, state), always: judge(names, index) },
    },
  }
}

function nextOf(performer: string, state: State, mapping: Mapping, index: number): string {
  const next = controlOf(state, mapping).get(performer)
  if (next !== undefined) return next
  throw new PeerupError('trace', `expected a thread, got ${performer}`, { where: { state: index } })
}

export const compare = (index: number, state: State): CompareDefinition => ({
  type: 'compare',
  params: { index, state },
})

/** What follows the comparison with state `index`. */
export const judge = (names: readonly string[], index: number): Judged => [
  { guard: 'agrees', target: targetAfter(names, index) },
  { guard: 'strayed', target: '#refused' },
  { target: '#diverged' },
]
