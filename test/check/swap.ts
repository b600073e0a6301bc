import { type ItfFile, type ItfState, renumber, stateAt } from './traces.js'

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
export const isRecord = (value: unknown): value is { [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `base` with the changes that lead from `from` to `to`. */
function applied(base: unknown, from: unknown, to: unknown): unknown {
  if (!isRecord(base) || !isRecord(from) || !isRecord(to)) return same(from, to) ? base : to
  return Object.fromEntries(
    Object.keys(to).map((key) => [key, applied(base[key], from[key], to[key])]),
  )
}

/** Swaps step `index` with the next one; each keeps its effect. */
export function swap(itf: ItfFile, index: number): void {
  const [before, first, second] = [-1, 0, 1].map((offset) => stateAt(itf, index + offset))
  const early = applied(before, first, second) as ItfState
  const late = { ...second, '#meta': first?.['#meta'] } as ItfState
  itf.states.splice(index, 2, { ...early, '#meta': { ...stateAt(itf, index + 1)['#meta'] } }, late)
  renumber(itf)
}
