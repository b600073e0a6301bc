import type { MachineDefinition, StepDefinition } from './definition.js'
import { stepNames, targetAfter } from './step-names.js'

export type Problem = { path: string[]; message: string }

/**
 * What the types of a definition cannot say: its steps are numbered without gaps, each leads to the
 * next, and what a step says of itself in several places is the same.
 */
export function* inconsistencies({ states }: MachineDefinition): Generator<Problem> {
  const { assembled, replaying } = states
  const names = stepNames(Object.keys(replaying.states).length)
  yield* unequal(['assembled', 'entry', 'params', 'index'], 0, assembled.entry.params.index)
  yield* unequal(['assembled', 'always'], targetAfter(names, 0), assembled.always[0].target)
  yield* unequal(['replaying', 'initial'], names[0], replaying.initial)
  const found = Object.keys(replaying.states).join(', ')
  yield* unequal(['replaying', 'states'], names.join(', '), found)
  for (const [before, name] of names.entries()) {
    const step = replaying.states[name]
    const path = ['replaying', 'states', name]
    if (step === undefined) return
    for (const [field, expected, came] of said(step, name, before + 1, names)) {
      yield* unequal([...path, field], expected, came)
    }
  }
}

function said(
  { id, entry: { params }, states: { parked, released, observed } }: StepDefinition,
  name: string,
  index: number,
  names: readonly string[],
): [string, unknown, unknown][] {
  const { performer, action, next } = params
  return [
    ['id', name, id],
    ['entry', index, params.index],
    ['parked.invoke', `${performer}: ${action}`, doer(parked.invoke.input)],
    ['parked.on', action, Object.keys(parked.on).join(', ')],
    ['released.invoke', `${performer}: ${action}`, doer(released.invoke.input)],
    ['released.on', next ?? action, Object.keys(released.on).join(', ')],
    ['observed.entry', index, observed.entry.params.index],
    ['observed.always', targetAfter(names, index), observed.always[0].target],
  ]
}

const doer = ({ performer, action }: { performer: string; action: string }) =>
  `${performer}: ${action}`

function* unequal(path: string[], expected: unknown, came: unknown): Generator<Problem> {
  if (expected === came) return
  yield { path: ['states', ...path], message: `expected ${expected}, got ${came}` }
}
