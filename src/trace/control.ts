import { PeerupError, type Where } from '../error.js'
import type { Mapping } from '../mapping/mapping.js'
import { entriesOf, nameOf } from './entries.js'
import { environment, type Step } from './trace.js'
import type { State } from './value.js'

/**
 * Which action each thread does next, by the thread's name. Throws a PeerupError `trace` if the
 * control variable is no function from threads to names.
 */
export function controlOf(state: State, mapping: Mapping, where: Where = {}): Map<string, string> {
  const value = Object.hasOwn(state, mapping.control) ? state[mapping.control] : undefined
  const entries = value === undefined ? null : entriesOf(value)
  if (entries === null) {
    throw wrong(`a function from threads to actions in ${mapping.control}`, show(value), where)
  }
  return new Map(
    entries.map(([key, action]) => {
      const thread = nameOf(key)
      if (thread !== null && typeof action === 'string') return [thread, action]
      throw wrong(`${mapping.control} to map a thread to an action`, show([key, action]), where)
    }),
  )
}

/**
 * Reads who did what off two successive states: in a thread's step its control changes, nobody
 * else's does, and its old value names the action. `label` is the action that was recorded, if any.
 */
export function stepBetween(
  [before, after]: readonly [State, State],
  label: string | null,
  mapping: Mapping,
  where: Where,
): Step {
  const [then, now] = [controlOf(before, mapping, where), controlOf(after, mapping, where)]
  if (then.size !== now.size || [...then.keys()].some((thread) => !now.has(thread))) {
    throw wrong(`the threads ${list(then.keys())}`, list(now.keys()), where)
  }
  const moved = [...then].filter(([thread, action]) => now.get(thread) !== action)
  const [mover, ...others] = moved
  if (others.length > 0) {
    const moves = moved.map(([thread, action]) => `${thread}: ${action} to ${now.get(thread)}`)
    throw wrong('one thread to act', list(moves), where)
  }
  return mover === undefined
    ? stepOfEnvironment(label, mapping, where)
    : stepOfThread(mover, label, mapping, where)
}

function stepOfThread(
  [performer, action]: readonly [string, string],
  label: string | null,
  mapping: Mapping,
  where: Where,
): Step {
  if (label !== null && label !== action) {
    throw wrong(`${performer} to do ${action}, as ${mapping.control} says`, label, where)
  }
  const kind = performerOf(action, mapping, where)
  if (kind === 'gate') return { performer, action }
  throw wrong(`${action} to be done at a gate, for ${performer} does it`, kind, where)
}

function stepOfEnvironment(label: string | null, mapping: Mapping, where: Where): Step {
  if (label === null) {
    throw wrong('a recorded action, for no thread moved', 'none', where)
  }
  const kind = performerOf(label, mapping, where)
  switch (kind) {
    case 'driver':
      return { performer: environment, action: label }
    case 'gate':
      throw wrong(`${label} to move a thread on`, 'a step that leaves all where they were', where)
    case 'hardware':
      throw wrong('a step that can be replayed', `${label}, which hardware performs`, where)
    default:
      return kind satisfies never
  }
}

/** Who performs an action; an action that the mapping does not know is an error. */
function performerOf(action: string, mapping: Mapping, where: Where) {
  const known = Object.hasOwn(mapping.actions, action) ? mapping.actions[action] : undefined
  if (known !== undefined) return known.performer
  throw wrong('an action of the mapping', action, where)
}

const list = (names: Iterable<string>) => [...names].join(', ')
const show = (value: unknown) => JSON.stringify(value) ?? 'nothing'

function wrong(expected: string, came: string, where: Where): PeerupError {
  return new PeerupError('trace', `expected ${expected}, got ${came}`, { where })
}
