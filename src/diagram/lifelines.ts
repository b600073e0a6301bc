import { type Lifeline, type Mapping, related } from '../core/mapping.js'
import type { StepDescription, Target } from './step-description.js'

/** A vertical line of the diagram; `id` is mermaid's name for it. */
export type Column = { id: string; title: string }

export type Columns = {
  all: readonly Column[]
  /** In the order in which they first act. */
  threads: readonly string[]
  /** The column of a thread. */
  thread(name: string): string
  at(target: Target): string
}

/**
 * The columns of these threads and of the lifelines that the steps touch, from left to right. Related
 * threads stand around the lifelines that they own, where they meet. Shared lifelines stand in the
 * middle, but those that the mapping lists after the threads' own at the right. A thread keeps its
 * column even if no step touches it.
 */
export function columnsOf(
  threads: readonly string[],
  mapping: Mapping,
  steps: readonly StepDescription[],
): Columns {
  const thread = (name: string) => `t${threads.indexOf(name) + 1}`
  const at = ({ lifeline, owner }: Target) =>
    `${owner === null ? 'all' : thread(owner)}_${lifeline.replace(/\W+/g, '_')}`
  const used = [
    ...threads.map(thread),
    ...steps.flatMap(({ target }) => (target ? [at(target)] : [])),
  ]
  const lines = (lifelines: readonly Lifeline[], owner: string | null) =>
    lifelines.map(({ id, title }) => ({
      id: at({ lifeline: id, owner }),
      title: named(title, owner),
    }))

  const { inner, owned, outer } = placesOf(mapping)
  const groups = groupsOf(threads, mapping).flatMap((names) => {
    const ends = names.map((name) => ({ id: thread(name), title: name }))
    return around(
      ends,
      names.flatMap((name) => lines(owned, name)),
    )
  })
  const all = [...around(groups, lines(inner, null)), ...lines(outer, null)]
  return { all: all.filter(({ id }) => used.includes(id)), threads, thread, at }
}

function named(title: string, owner: string | null): string {
  return owner === null ? title : title.replaceAll('{self}', owner)
}

function around<T>(ends: readonly T[], middle: readonly T[]): T[] {
  const half = Math.ceil(ends.length / 2)
  return [...ends.slice(0, half), ...middle, ...ends.slice(half)]
}

function placesOf({ lifelines }: Mapping): Record<'inner' | 'owned' | 'outer', Lifeline[]> {
  const firstOwned = lifelines.findIndex(({ each }) => each !== undefined)
  const isInner = (index: number) => firstOwned === -1 || index < firstOwned
  const shared = lifelines.filter(({ each }) => each === undefined)
  return {
    inner: shared.filter((line) => isInner(lifelines.indexOf(line))),
    owned: lifelines.filter(({ each }) => each !== undefined),
    outer: shared.filter((line) => !isInner(lifelines.indexOf(line))),
  }
}

/** Groups each thread with its related ones. */
function groupsOf(threads: readonly string[], mapping: Mapping): string[][] {
  const groups: string[][] = []
  for (const thread of threads) {
    const relatedNames = relatedThreads(thread, mapping)
    const group = groups.find((names) => names.some((name) => relatedNames.includes(name)))
    if (group === undefined) groups.push([thread])
    else group.push(thread)
  }
  return groups
}

/** The threads that any relation joins with this one. */
export function relatedThreads(thread: string, mapping: Mapping): string[] {
  return Object.entries(mapping.relations)
    .filter(([, rules]) => rules.some(({ match }) => new RegExp(match).test(thread)))
    .map(([name]) => related(mapping, name, thread))
}
