import { PeerupError } from '../../core/error.js'
import type { SuricataCommand } from './command.js'

/** What the preloaded library reads in place of an option of the forwarder that has a value, and of one that has none. */
const variables: Record<string, string> = { '--fail-ring': 'PEERUP_FAIL_RING' }
const flags: Record<string, string> = { '--miss-in-ring': 'PEERUP_MISS_IN_RING' }

/**
 * The command of an engine, with a scenario's words for the forwarder in the library's environment. Throws a PeerupError
 * `mapping` for a word that the library has no counterpart for.
 */
export function withScenario(command: SuricataCommand, words: readonly string[]): SuricataCommand {
  const env: Record<string, string> = {}
  const rest = [...words]
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const flag = flags[option]
    const variable = flag ?? variables[option]
    const value = flag === undefined ? rest.shift() : '1'
    if (variable === undefined || value === undefined) {
      const valued = Object.keys(variables).map((name) => `${name} with a value`)
      const options = [...valued, ...Object.keys(flags)].join(', ')
      throw new PeerupError(
        'mapping',
        `expected arguments of a scenario that an engine can have (${options}), got ${words.join(' ')}`,
      )
    }
    env[variable] = value
  }
  return { ...command, env: { ...command.env, ...env } }
}
