import { controlOf, environmentOf } from './control.js'
import { PeerupError, type Where } from './error.js'
import type { Mapping } from './mapping.js'
import type { Step } from './trace.js'
import type { State } from './value.js'

/**
 * Reads who did what off two successive states. In a thread's step its control changes, and its old
 * value names the action; in a step of the driver one entry of the environment does, and its new
 * value tells the action. Nothing else of the two may change. `label` is the action that was
 * recorded, if any. Throws a PeerupError `trace`.
 */
export function stepBetween(
  [before, after]: readonly [State, State],
  label: string | null,
  mapping: Mapping,
  where: Where,
): Step {
  const moved = changes(
    controlOf(before, mapping, where),
    controlOf(after, mapping, where),
    'threads',
    where,
  )
  const set = changes(
    environmentOf(before, mapping, where),
    environmentOf(after, mapping, where),
    `keys of ${mapping.environment}`,
    where,
  )
  const [change, ...others] = [...moved, ...set]
  if (change === undefined) throw nobody(label, mapping, where)
  if (others.length > 0) {
    const all = [change, ...others].map(({ name, then, now }) => `${name}: ${then} to ${now}`)
    throw wrong('one performer to act', all.join(', '), where)
  }
  const step = moved.includes(change)
    ? stepOfThread(change, mapping, where)
    : { performer: change.name, action: actionThatSets(change.now, mapping, where) }
  if (label === null || label === step.action) return step
  const variable = moved.includes(change) ? mapping.control : mapping.environment
  throw wrong(`${step.performer} to do ${step.action}, as ${variable} says`, label, where)
}

type Change = { name: string; then: string; now: string }

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  what: string,
  where: Where,
): Change[] {
  if (before.size !== after.size || [...before.keys()].some((name) => !after.has(name))) {
    throw wrong(`the ${what} ${list(before.keys())}`, list(after.keys()), where)
  }
  return [...before].flatMap(([name, then]) => {
    const now = after.get(name)
    return now === undefined || now === then ? [] : [{ name, then, now }]
  })
}

function stepOfThread({ name, then }: Change, mapping: Mapping, where: Where): Step {
  const kind = performerOf(then, mapping, where)
  if (kind === 'gate') return { performer: name, action: then }
  throw wrong(`${then} to be done at a gate, for ${name} does it`, kind, where)
}

function actionThatSets(value: string, mapping: Mapping, where: Where): string {
  const found = Object.entries(mapping.actions).find(([, { sets }]) => sets === value)
  if (found !== undefined) return found[0]
  throw wrong(`a value that an action sets in ${mapping.environment}`, value, where)
}

function nobody(label: string | null, mapping: Mapping, where: Where): PeerupError {
  if (label === null) return wrong('somebody to act', 'two states in which nobody did', where)
  const kind = performerOf(label, mapping, where)
  switch (kind) {
    case 'gate':
      return wrong(`${label} to move a thread on`, 'a step that leaves all where they were', where)
    case 'driver':
      return wrong(`${label} to set ${mapping.environment}`, 'a step that leaves it', where)
    case 'hardware':
      return wrong('a step that can be replayed', `${label}, which hardware performs`, where)
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

function wrong(expected: string, came: string, where: Where): PeerupError {
  return new PeerupError('trace', `expected ${expected}, got ${came}`, { where })
}
