import { PeerupError } from '../../src/core/error.js'
import { at } from '../replay/machine/toy.js'

type Loose = { [field: string]: unknown }
export type LooseItf = {
  '#meta': Loose
  vars: string[]
  loop?: unknown
  states: (Loose & { '#meta': Loose })[]
}

export const stateOf = (itf: LooseItf, index: number) => at(itf.states, index)

/** Swaps two states, but keeps their numbers. */
export function swap(itf: LooseItf, index: number) {
  const [one, other] = [stateOf(itf, index), stateOf(itf, index + 1)]
  itf.states.splice(index, 2, other, one)
  renumber(itf)
}

export function renumber(itf: LooseItf) {
  for (const [index, state] of itf.states.entries()) state['#meta'] = { ...state['#meta'], index }
}

/** The error that `parse` throws. Throws itself if there is none. */
export function errorOf(parse: () => unknown): PeerupError {
  try {
    parse()
  } catch (error) {
    if (error instanceof PeerupError) return error
    throw error
  }
  throw new Error('expected a PeerupError, got none')
}
