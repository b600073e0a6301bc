import { PeerupError } from '../../core/error.js'
import type { SuricataCommand } from './command.js'

/** What the preloaded library reads in place of an option of the forwarder. */
const variables: Record<string, string> = { '--fail-ring': 'PEERUP_FAIL_RING' }

/**
 * The command of an engine, with a scenario's words for the forwarder in the library's environment. Throws a PeerupError
 * `mapping` for a word that the library has no counterpart for.
 */
export function withScenario(command: SuricataCommand, words: readonly string[]): SuricataCommand {
  const env: Record<string, string> = {}
  for (let i = 0; i < words.length; i += 2) {
    const [option = '', value] = words.slice(i)
    const variable = variables[option]
    if (variable === undefined || value === undefined) {
      const options = Object.keys(variables).join(', ')
      throw new PeerupError(
        'mapping',
        `expected arguments of a scenario that an engine can have (${options}, with a value), got ${words.join(' ')}`,
      )
    }
    env[variable] = value
  }
  return { ...command, env: { ...command.env, ...env } }
}
