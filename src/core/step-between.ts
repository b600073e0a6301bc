import { controlOf, environmentOf } from './control.js'
import { PeerupError, type Where } from './error.js'
import type { Mapping } from './mapping.js'
import type { Step } from './trace.js'
import type { State } from './value.js'

/**
 * The step between two successive states. A thread's step changes its control, whose old value names
 * the action; a driver's step changes one entry of the environment, whose new value names the action.
 * Exactly one of these entries changes. `label` is the recorded action, null without a record. Throws
 * a PeerupError `trace` at `where` for any other pair of states, or another action than `label`.
 */
export function stepBetween(
  [before, after]: readonly [State, State],
  label: string | null,
  mapping: Mapping,
  where: Where,
): Step {
  const threadSteps = changes(
    controlOf(before, mapping, where),
    controlOf(after, mapping, where),
    'threads',
    where,
  )
  const driverSteps = changes(
    environmentOf(before, mapping, where),
    environmentOf(after, mapping, where),
    `keys of ${mapping.environment}`,
    where,
  )
  const [change, ...others] = [...threadSteps, ...driverSteps]
  if (change === undefined) throw noStep(label, mapping, where)
  if (others.length > 0) {
    const all = [change, ...others].map(({ name, old, now }) => `${name}: ${old} to ${now}`)
    throw mismatch('one performer to act', all.join(', '), where)
  }
  const step = threadSteps.includes(change)
    ? stepOfThread(change, mapping, where)
    : { performer: change.name, action: actionThatSets(change.now, mapping, where) }
  if (label === null || label === step.action) return step
  const variable = threadSteps.includes(change) ? mapping.control : mapping.environment
  throw mismatch(`${step.performer} to do ${step.action} (from ${variable})`, label, where)
}

type Change = { name: string; old: string; now: string }

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  what: string,
  where: Where,
): Change[] {
  if (before.size !== after.size || [...before.keys()].some((name) => !after.has(name))) {
    throw mismatch(`the ${what} ${list(before.keys())}`, list(after.keys()), where)
  }
  return [...before].flatMap(([name, old]) => {
    const now = after.get(name)
    return now === undefined || now === old ? [] : [{ name, old, now }]
  })
}

function stepOfThread({ name, old }: Change, mapping: Mapping, where: Where): Step {
  const kind = performerOf(old, mapping, where)
  if (kind === 'gate') return { performer: name, action: old }
  throw mismatch(`performer gate for ${old}, the action of thread ${name}`, kind, where)
}

function actionThatSets(value: string, mapping: Mapping, where: Where): string {
  const found = Object.entries(mapping.actions).find(([, { sets }]) => sets === value)
  if (found !== undefined) return found[0]
  throw mismatch(`the value of an action in ${mapping.environment}`, value, where)
}

function noStep(label: string | null, mapping: Mapping, where: Where): PeerupError {
  const { control, environment } = mapping
  if (label === null) {
    const variables = environment === undefined ? control : `${control} or ${environment}`
    return mismatch(`a change of ${variables}`, 'none', where)
  }
  const kind = performerOf(label, mapping, where)
  switch (kind) {
    case 'gate':
      return mismatch(`${label} to change ${control}`, 'no change', where)
    case 'driver':
      return mismatch(`${label} to change ${environment}`, 'no change', where)
    case 'hardware':
      return mismatch(`performer gate or driver for ${label}`, 'hardware', where)
    default:
      return kind satisfies never
  }
}

/** An action's kind of performer; throws for an action outside of the mapping. */
function performerOf(action: string, mapping: Mapping, where: Where) {
  const known = Object.hasOwn(mapping.actions, action) ? mapping.actions[action] : undefined
  if (known !== undefined) return known.performer
  throw mismatch('an action of the mapping', action, where)
}

const list = (names: Iterable<string>) => [...names].join(', ')

function mismatch(expected: string, actual: string, where: Where): PeerupError {
  return new PeerupError('trace', `expected ${expected}, got ${actual}`, { where })
}
