import type { FieldProblem } from './field-problem.js'
import type { Action, Mapping } from './mapping-schema.js'

/**
 * Checks a mapping beyond the types. The value that a step of the driver sets names its action, so
 * each of its actions sets a value, and no two set the same.
 */
export function* mappingProblems(mapping: Mapping): Generator<FieldProblem> {
  const { actions, environment, control, bounds, observed } = mapping
  const setters = new Map<string, string>()
  for (const [name, action] of Object.entries(actions)) {
    const path = ['actions', name]
    yield* performerProblems(action, path)
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
    const message = `no variable for the values of ${[...setters.values()].join(', ')}`
    yield { path: ['environment'], message }
  }
  const compared = bounds.find((name) => name === control || name === environment)
  if (compared !== undefined) {
    const message = `a replay compares ${compared}, so it is no bound`
    yield { path: ['bounds'], message }
  }
  const inSnapshots = [control, environment, ...bounds]
  const observedTwice = Object.keys(observed).find((name) => inSnapshots.includes(name))
  if (observedTwice !== undefined) {
    const message = `expected no control, environment or bound, got ${observedTwice}`
    yield { path: ['observed'], message }
  }
}

function* performerProblems(
  { performer, sets, waits, stimulus }: Action,
  path: string[],
): Generator<FieldProblem> {
  if (performer !== 'driver') {
    if (sets === undefined) return
    const message = `only an action with performer driver sets a value, got ${performer}`
    yield { path: [...path, 'sets'], message }
    return
  }
  if (sets === undefined) {
    yield { path: [...path, 'sets'], message: "a driver's action must set a value" }
  }
  if (waits === undefined && stimulus === undefined) return
  yield { path, message: "a driver's action has neither waits nor stimulus" }
}
