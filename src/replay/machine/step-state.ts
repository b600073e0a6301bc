import type { Mapping } from '../../core/mapping.js'
import type { State } from '../../core/value.js'
import { deadline, judgement, roundJudgement } from '../verdict.js'
import type { Loop } from './context.js'
import type { CompareDefinition, StepDefinition } from './definition.js'
import type { PlannedStep } from './planned-steps.js'
import { nameAt, targetAfter } from './step-names.js'

/** What all steps of a machine share. */
export type StepsContext = {
  names: readonly string[]
  loop: Loop | null
  mapping: Mapping
  stepMs: number
}

/**
 * A step: its thread must stand at the gate, is released, and the program is compared with the
 * model. `verdict.ts` decides what follows.
 */
export function stepState(
  { index, performer, action, next, to, state }: PlannedStep,
  { names, loop, mapping, stepMs }: StepsContext,
): StepDefinition {
  const { stimulus, waits } = mapping.actions[action] ?? {}
  const needed = next !== null && stimulus?.next.includes(next) ? stimulus : undefined
  const closes = loop !== null && index === names.length
  return {
    id: nameAt(names, index),
    description: `${performer}: ${action}${suffix(index, loop)}`,
    entry: { type: 'begin', params: { index, performer, action, next, waits: waits === true } },
    after: deadline(stepMs),
    initial: 'parked',
    states: {
      parked: {
        invoke: { src: next === null ? 'ready' : 'standing', input: { performer, action } },
        on: { [action]: 'released' },
      },
      released: {
        invoke: {
          src: next === null ? 'perform' : 'release',
          input: { performer, action, ...(needed === undefined ? {} : { stimulus: needed.name }) },
        },
        // The driver stands at no gate: its event has the name of the action.
        on: { [next ?? action]: 'observed' },
      },
      observed: {
        entry: compare(to, state),
        always: closes
          ? roundJudgement(targetAfter(names, loop.entry))
          : judgement(targetAfter(names, index)),
      },
    },
  }
}

function suffix(index: number, loop: Loop | null): string {
  if (loop === null || index <= loop.last) return ''
  return loop.entry === loop.last ? ' waits' : `, back to state ${loop.entry}`
}

export const compare = (index: number, state: State): CompareDefinition => ({
  type: 'compare',
  params: { index, state },
})
