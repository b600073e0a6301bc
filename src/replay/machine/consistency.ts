import { isDeepStrictEqual } from 'node:util'
import type { Loop } from './context.js'
import type { Deadline, MachineDefinition, StepDefinition } from './definition.js'
import { stepNames, targetAfter } from './step-names.js'

export type Problem = { path: string[]; message: string }

/**
 * Checks what the schema cannot: the steps are numbered without gaps, each leads to the next, the
 * last one of a loop leads back, and the places in which a step repeats itself are equal.
 */
export function* inconsistencies(definition: MachineDefinition): Generator<Problem> {
  const { assembling, assembled, replaying } = definition.states
  const names = stepNames(Object.keys(replaying.states).length)
  yield* ofDeadline(['states', 'assembling', 'after'], assembling.after)
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
  const actualNames = Object.keys(replaying.states).join(', ')
  yield* unequal(['states', 'replaying', 'states'], names.join(', '), actualNames)
  yield* ofLoop(definition, names)
  for (const [before, name] of names.entries()) {
    const step = replaying.states[name]
    const path = ['states', 'replaying', 'states', name]
    if (step === undefined) return
    yield* ofDeadline([...path, 'after'], step.after)
    for (const [field, expected, actual] of repeated(step, name, before + 1, names, definition)) {
      yield* unequal([...path, field], expected, actual)
    }
  }
}

/** XState waits for as long as the key says, and the reason for the verdict names `withinMs`. */
function* ofDeadline(path: string[], after: Deadline): Generator<Problem> {
  const [transition] = Object.values(after)
  const expected = transition?.actions.params.withinMs ?? 'a deadline'
  yield* unequal(path, String(expected), Object.keys(after).join(', ') || 'none')
}

/** One step closes a loop; if the trace stutters, one step of each thread does. */
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
  const stutters = loop.entry === loop.last
  yield* unequal(path, names.length, loop.last + (stutters ? threads.length : 1))
  const back = stateOf(states, names, loop.entry)
  for (const [after, name] of names.slice(loop.last).entries()) {
    const step = states.replaying.states[name]
    if (step === undefined) return
    const stepPath = ['states', 'replaying', 'states', name]
    const { entry, states: inner } = step
    if (!isDeepStrictEqual(back, inner.observed.entry.params.state)) {
      const message = `expected state ${loop.entry} again, got another one`
      yield { path: [...stepPath, 'observed.entry'], message }
    }
    if (!stutters) continue
    yield* unequal([...stepPath, 'entry'], threads[after], entry.params.performer)
    yield* unequal([...stepPath, 'entry'], entry.params.action, entry.params.next)
  }
}

function stateOf(states: MachineDefinition['states'], names: readonly string[], index: number) {
  const step = states.replaying.states[names[index - 1] ?? '']
  return (step?.states.observed ?? states.assembled).entry.params.state
}

/** Field, expected and actual value of each place in which a step repeats itself. */
function repeated(
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
    ['parked.invoke', `${performer}: ${action}`, labelOf(parked.invoke.input)],
    ['parked.invoke', next === null ? 'ready' : 'standing', parked.invoke.src],
    ['parked.on', action, Object.keys(parked.on).join(', ')],
    ['released.invoke', `${performer}: ${action}`, labelOf(released.invoke.input)],
    ['released.invoke', next === null ? 'perform' : 'release', released.invoke.src],
    ['released.on', next ?? action, Object.keys(released.on).join(', ')],
    ['observed.entry', stateAfter(index, loop), observed.entry.params.index],
    ['observed.always', closes ? 4 : 3, observed.always.length],
    ['observed.always', targetAfter(names, closes ? loop.entry : index), observed.always[0].target],
  ]
}

const stateAfter = (index: number, loop: Loop | null): number =>
  loop !== null && index > loop.last ? loop.entry : index

const labelOf = ({ performer, action }: { performer: string; action: string }) =>
  `${performer}: ${action}`

function* unequal(path: string[], expected: unknown, actual: unknown): Generator<Problem> {
  if (expected === actual) return
  yield { path, message: `expected ${expected}, got ${actual}` }
}
