import { item } from './state.js'

/** Whether a graph of states has a fair run that never reaches a goal. */

export type Graph = {
  /** By state and agent, the state after the agent's step; `disabled` if it has none. */
  successors: readonly (readonly number[])[]
  /** The number of weakly fair agents, which come first; the others need never step. */
  weak: number
  /** Whether the step of an agent from a state is strongly fair. */
  isStrong?: (state: number, agent: number) => boolean
}
type IsInside = (state: number) => boolean

export const disabled = -1

/**
 * Whether a fair run starts in one of `starts` and stays inside. The states that such a run repeats for
 * ever lie in one strongly connected component. Weak fairness requires that each agent is disabled in one
 * of these states or takes a step among them; more states can only help, so whole components are enough.
 * A component without a step inside is a run that stops there: it is fair if every agent is disabled.
 *
 * Strong fairness requires that a step which is enabled in one of these states is taken among them; here
 * more states can hurt. A step that the component does not take is not taken in any part of it either, so
 * a fair run avoids all states that enable this step; the remaining states may fall into several
 * components, which are searched again.
 */
export function hasFairRun(graph: Graph, isInside: IsInside, starts: Iterable<number>): boolean {
  for (const component of componentsWithin(graph, isInside, starts)) {
    const members = new Set(component)
    if (!agents(graph).every((agent) => isWeaklyFair(graph, members, agent))) continue
    const starving = starvingIn(graph, members)
    if (starving.length === 0) return true
    for (const state of starving) members.delete(state)
    if (hasFairRun(graph, (state) => members.has(state), members)) return true
  }
  return false
}

const agents = ({ weak }: Graph) => Array.from({ length: weak }, (_, agent) => agent)

function isWeaklyFair({ successors }: Graph, members: ReadonlySet<number>, agent: number): boolean {
  for (const state of members) {
    const next = item(item(successors, state), agent)
    if (next === disabled || members.has(next)) return true
  }
  return false
}

/** The states that enable a strongly fair step which is not taken inside. */
function starvingIn(graph: Graph, members: ReadonlySet<number>): number[] {
  const { successors, isStrong } = graph
  if (isStrong === undefined) return []
  const states = [...members]
  return agents(graph).flatMap((agent) => {
    const next = (state: number) => item(item(successors, state), agent)
    const enabling = states.filter((state) => isStrong(state, agent) && next(state) !== disabled)
    return enabling.some((state) => members.has(next(state))) ? [] : enabling
  })
}

/** Tarjan's strongly connected components without recursion, because paths are longer than the call stack. */
function* componentsWithin(
  { successors }: Graph,
  isInside: IsInside,
  starts: Iterable<number>,
): Generator<number[]> {
  const lows: number[] = [] // by state: the earliest open state it leads to; Infinity when complete
  const open: number[] = [] // entered states of components that are not complete yet
  const path: { index: number; order: number; edges: number[] }[] = []
  let entered = 0
  const enter = (index: number): void => {
    const edges = item(successors, index).filter((next) => next !== disabled && isInside(next))
    path.push({ index, order: entered, edges })
    open.push(index)
    lows[index] = entered++
  }
  for (const start of starts) {
    if (isInside(start) && lows[start] === undefined) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.edges.at(-1)
      const low = next === undefined ? undefined : lows[next]
      if (low !== undefined) {
        lows[top.index] = Math.min(low, item(lows, top.index))
        top.edges.pop()
      } else if (next !== undefined) {
        enter(next) // the edge stays and is examined again on the way back
      } else {
        path.pop()
        if (lows[top.index] !== top.order) continue
        const component = open.splice(open.lastIndexOf(top.index))
        for (const index of component) lows[index] = Infinity
        yield component
      }
    }
  }
}
