import { sameValue } from '../../../core/canonical-value.js'
import { PeerupError } from '../../../core/error.js'
import { entriesOf, nameOfKey } from '../../../core/function-entries.js'
import type { State } from '../../../core/value.js'
import type { Behaviour } from '../../../tlc/output/read-output.js'

/** The steps of a pair's two threads and their links, in order. */
export type Guide = {
  steps: { who: string; action: string }[]
  /** The threads whose links are down at the start. */
  down: string[]
}

/**
 * The guide in a behaviour of the pair. It leaves out the steps of all other threads, which may run as
 * far as the guide needs. Throws a PeerupError `tlc` for a state that is not one of Pair.tla.
 */
export function guideOf({ states }: Behaviour): Guide {
  const steps = states.slice(1).flatMap(({ state }, index) => {
    const before = states[index]?.state ?? {}
    const moved = changed(before, state, 'pc')
    const set = changed(before, state, 'link')
    if (moved.length + set.length > 1) throw unreadable('one step of the pair', index + 1)
    return [
      ...moved.map((who) => ({ who, action: at(before, 'pc', who) })),
      ...set.map((who) => ({
        who,
        action: at(state, 'link', who) === 'up' ? 'LinkUp' : 'LinkDown',
      })),
    ]
  })
  const first = states[0]?.state ?? {}
  const down = names(first, 'link').filter((who) => at(first, 'link', who) === 'down')
  return { steps, down }
}

function changed(before: State, after: State, variable: string): string[] {
  return names(after, variable).filter(
    (who) => !sameValue(at(before, variable, who), at(after, variable, who)),
  )
}

const names = (state: State, variable: string): string[] =>
  entries(state, variable).map(([key]) => nameOfKey(key) ?? '')

function at(state: State, variable: string, who: string): string {
  const value = entries(state, variable).find(([key]) => nameOfKey(key) === who)?.[1]
  if (typeof value === 'string') return value
  throw new PeerupError('tlc', `expected ${variable}[${who}] to be a string`)
}

function entries(state: State, variable: string) {
  const value = state[variable]
  const found = value === undefined ? null : entriesOf(value)
  if (found !== null) return found
  throw new PeerupError('tlc', `expected ${variable} to be a function`)
}

function unreadable(expected: string, state: number): PeerupError {
  return new PeerupError('tlc', `expected ${expected}`, { where: { state } })
}
