import type { Action, Mapping } from './mapping.js'

export type Problem = { path: (string | number)[]; message: string }

/**
 * What the types of a mapping cannot say. The driver's steps are read off what they set: each of its
 * actions sets something, and no two set the same.
 */
export function* mappingProblems(mapping: Mapping): Generator<Problem> {
  const { actions, environment, control, bounds } = mapping
  const setters = new Map<string, string>()
  for (const [name, action] of Object.entries(actions)) {
    const path = ['actions', name]
    yield* ofPerformer(action, path)
    const unknown = action.stimulus?.next.find((next) => !Object.hasOwn(actions, next))
    if (unknown !== undefined) {
      const message = `expected an action of the mapping, got ${unknown}`
      yield { path: [...path, 'stimulus', 'next'], message }
    }
    if (action.sets === undefined) continue
    const other = setters.get(action.sets)
    if (other !== undefined) {
      const message = `expected one action that sets ${action.sets}, got ${other} and ${name}`
      yield { path: [...path, 'sets'], message }
    }
    setters.set(action.sets, name)
  }
  if (setters.size > 0 && environment === undefined) {
    const message = `expected the variable that ${[...setters.values()].join(', ')} set, got none`
    yield { path: ['environment'], message }
  }
  const compared = bounds.find((name) => name === control || name === environment)
  if (compared !== undefined) {
    yield { path: ['bounds'], message: `expected what the program does not have, got ${compared}` }
  }
}

function* ofPerformer(
  { performer, sets, waits, stimulus }: Action,
  path: string[],
): Generator<Problem> {
  if (performer !== 'driver') {
    if (sets === undefined) return
    yield { path: [...path, 'sets'], message: `expected this of the driver, not of ${performer}` }
    return
  }
  if (sets === undefined) yield { path: [...path, 'sets'], message: 'expected a value, got none' }
  if (waits === undefined && stimulus === undefined) return
  yield { path, message: 'expected a driver that waits for nothing, got waits or stimulus' }
}
