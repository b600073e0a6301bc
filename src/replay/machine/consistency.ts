import { isDeepStrictEqual } from 'node:util'
import type { Loop } from './context.js'
import type { MachineDefinition, StepDefinition } from './definition.js'
import { stepNames, targetAfter } from './step-names.js'

export type Problem = { path: string[]; message: string }

/**
 * What the types of a definition cannot say: its steps are numbered without gaps, each leads to the
 * next, the last one of a loop leads back, and what a step says of itself in several places is the
 * same.
 */
export function* inconsistencies(definition: MachineDefinition): Generator<Problem> {
  const { assembled, replaying } = definition.states
  const names = stepNames(Object.keys(replaying.states).length)
  yield* unequal(
    ['states', 'assembled', 'entry', 'params', 'index'],
    0,
    assembled.entry.params.index,
  )
  yield* unequal(
    ['states', 'assembled', 'always'],
    targetAfter(names, 0),
    assembled.always[0].target,
  )
  yield* unequal(['states', 'replaying', 'initial'], names[0], replaying.initial)
  const found = Object.keys(replaying.states).join(', ')
  yield* unequal(['states', 'replaying', 'states'], names.join(', '), found)
  yield* ofLoop(definition, names)
  for (const [before, name] of names.entries()) {
    const step = replaying.states[name]
    const path = ['states', 'replaying', 'states', name]
    if (step === undefined) return
    for (const [field, expected, came] of said(step, name, before + 1, names, definition)) {
      yield* unequal([...path, field], expected, came)
    }
  }
}

/** A loop has one step that closes it; where all wait, there is one for each thread. */
function* ofLoop(
  { context: { loop }, states }: MachineDefinition,
  names: readonly string[],
): Generator<Problem> {
  if (loop === null) return
  const path = ['context', 'loop']
  if (loop.entry > loop.last) {
    yield { path, message: `expected an entry of at most ${loop.last}, got ${loop.entry}` }
  }
  const { threads } = states.assembling.invoke.input
  const waits = loop.entry === loop.last
  yield* unequal(path, names.length, loop.last + (waits ? threads.length : 1))
  const back = stateOf(states, names, loop.entry)
  for (const [after, name] of names.slice(loop.last).entries()) {
    const step = states.replaying.states[name]
    if (step === undefined) return
    const at = ['states', 'replaying', 'states', name]
    const { entry, states: inner } = step
    if (!isDeepStrictEqual(back, inner.observed.entry.params.state)) {
      const message = `expected state ${loop.entry} again, got another one`
      yield { path: [...at, 'observed.entry'], message }
    }
    if (!waits) continue
    yield* unequal([...at, 'entry'], threads[after], entry.params.performer)
    yield* unequal([...at, 'entry'], entry.params.action, entry.params.next)
  }
}

function stateOf(states: MachineDefinition['states'], names: readonly string[], index: number) {
  const step = states.replaying.states[names[index - 1] ?? '']
  return (step?.states.observed ?? states.assembled).entry.params.state
}

function said(
  { id, entry: { params }, states: { parked, released, observed } }: StepDefinition,
  name: string,
  index: number,
  names: readonly string[],
  { context: { loop } }: MachineDefinition,
): [string, unknown, unknown][] {
  const { performer, action, next } = params
  const closes = loop !== null && index === names.length
  return [
    ['id', name, id],
    ['entry', index, params.index],
    ['parked.invoke', `${performer}: ${action}`, doer(parked.invoke.input)],
    ['parked.invoke', next === null ? 'ready' : 'standing', parked.invoke.src],
    ['parked.on', action, Object.keys(parked.on).join(', ')],
    ['released.invoke', `${performer}: ${action}`, doer(released.invoke.input)],
    ['released.invoke', next === null ? 'perform' : 'release', released.invoke.src],
    ['released.on', next ?? action, Object.keys(released.on).join(', ')],
    ['observed.entry', stateAfter(index, loop), observed.entry.params.index],
    ['observed.always', closes ? 4 : 3, observed.always.length],
    ['observed.always', targetAfter(names, closes ? loop.entry : index), observed.always[0].target],
  ]
}

const stateAfter = (index: number, loop: Loop | null): number =>
  loop !== null && index > loop.last ? loop.entry : index

const doer = ({ performer, action }: { performer: string; action: string }) =>
  `${performer}: ${action}`

function* unequal(path: string[], expected: unknown, came: unknown): Generator<Problem> {
  if (expected === came) return
  yield { path, message: `expected ${expected}, got ${came}` }
}
