import type { Mapping } from '../../core/mapping.js'
import type { State } from '../../core/value.js'
import type { Loop } from './context.js'
import {
  type CompareDefinition,
  type Judgement,
  type RoundJudgement,
  roundsOfLoop,
  type StepDefinition,
} from './definition.js'
import type { Planned } from './planned-steps.js'
import { nameAt, targetAfter } from './step-names.js'

/** A step: its thread must stand at the gate, is released, and what it did is compared. */
export function stepState(
  { index, performer, action, next, to, state }: Planned,
  names: readonly string[],
  loop: Loop | null,
  mapping: Mapping,
): StepDefinition {
  const { stimulus, waits } = mapping.actions[action] ?? {}
  const wanted = next !== null && stimulus?.next.includes(next) ? stimulus : undefined
  const closes = loop !== null && index === names.length
  return {
    id: nameAt(names, index),
    description: `${performer}: ${action}${suffix(index, loop)}`,
    entry: { type: 'begin', params: { index, performer, action, next, waits: waits === true } },
    after: { stepMs: { target: '#timedOut', actions: 'expire' } },
    initial: 'parked',
    states: {
      parked: {
        invoke: { src: next === null ? 'ready' : 'standing', input: { performer, action } },
        on: { [action]: 'released' },
      },
      released: {
        invoke: {
          src: next === null ? 'perform' : 'release',
          input: { performer, action, ...(wanted === undefined ? {} : { stimulus: wanted.name }) },
        },
        // The driver stands at no gate: when it has acted, it says so with the action's name.
        on: { [next ?? action]: 'observed' },
      },
      observed: {
        entry: compare(to, state),
        always: closes ? judgeRound(names, loop) : judgement(names, index),
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

/** What follows the comparison after step `index`. */
export const judgement = (names: readonly string[], index: number): Judgement => [
  { guard: 'agrees', target: targetAfter(names, index) },
  { guard: 'strayed', target: '#refused' },
  { target: '#diverged' },
]

/** What follows the comparison after the step that closes a loop. */
const judgeRound = (names: readonly string[], { entry }: Loop): RoundJudgement => [
  {
    guard: { type: 'goesRound', params: { rounds: roundsOfLoop } },
    target: targetAfter(names, entry),
    actions: 'countRound',
  },
  { guard: 'agrees', target: '#reproduced', actions: 'countRound' },
  { guard: 'strayed', target: '#refused' },
  { target: '#diverged' },
]
