import { PeerupError, type Where } from './error.js'
import { entriesOf, nameOfKey } from './function-entries.js'
import type { Mapping } from './mapping.js'
import type { State } from './value.js'

/**
 * Each thread's next action, by the thread's name. Throws a PeerupError `trace` if the control
 * variable is no function from threads to names.
 */
export function controlOf(state: State, mapping: Mapping, where: Where = {}): Map<string, string> {
  const words = { whole: 'threads to actions', entry: 'a thread to an action' }
  return namesIn(state, mapping.control, words, where)
}

/**
 * The values that the driver's actions have set, by interface or other key of the environment;
 * empty for a mapping without an environment. Throws a PeerupError `trace` if that variable is no
 * function from names to names.
 */
export function environmentOf(
  state: State,
  { environment }: Mapping,
  where: Where = {},
): Map<string, string> {
  if (environment === undefined) return new Map()
  return namesIn(state, environment, { whole: 'names to names', entry: 'a name to a name' }, where)
}

function namesIn(
  state: State,
  variable: string,
  words: { whole: string; entry: string },
  where: Where,
): Map<string, string> {
  const value = Object.hasOwn(state, variable) ? state[variable] : undefined
  const entries = value === undefined ? null : entriesOf(value)
  if (entries === null) {
    throw mismatch(`a function from ${words.whole} in ${variable}`, value, where)
  }
  return new Map(
    entries.map(([key, result]) => {
      const name = nameOfKey(key)
      if (name !== null && typeof result === 'string') return [name, result]
      throw mismatch(`${variable} to map ${words.entry}`, [key, result], where)
    }),
  )
}

function mismatch(expected: string, actual: unknown, where: Where): PeerupError {
  const text = JSON.stringify(actual) ?? 'nothing'
  return new PeerupError('trace', `expected ${expected}, got ${text}`, { where })
}
