import assert from 'node:assert/strict'
import {
  initialState,
  item,
  type State,
  step,
  type Variant,
  type View,
  viewOf,
} from './start-up.js'

/** Every state of the start-up, breadth first: numbers to compare with TLC's that TLC did not make. */

export type Exploration = {
  states: number
  /** States on the longest of the shortest paths from the initial state, as TLC counts it. */
  depth: number
  /** States on the shortest behaviour that ends in a violation; null if there is none. */
  shortest: Record<Property, number | null>
  everyFairRunReaches: (goal: Liveness) => boolean
}

export function explore(variant: Variant, pairs: number, threadsPerInterface: number): Exploration {
  const topology = { pairs, threadsPerInterface }
  const states: State[] = []
  const lengths: number[] = [] // states on the shortest path to each state, itself included
  const successors: number[][] = [] // by state and thread; `disabled` where it has no step
  const indexOf = new Map<string, number>()
  const keyOf = keyMaker()
  const viewsOf = (state: State) => state.threads.map((_, i) => viewOf(state, i, topology))

  const visit = (state: State, length: number): number => {
    const key = keyOf(state)
    const known = indexOf.get(key)
    if (known !== undefined) return known
    indexOf.set(key, states.length)
    lengths.push(length)
    return states.push(state) - 1
  }
  visit(initialState(topology), 1)
  for (const [index, state] of states.entries()) {
    const length = item(lengths, index) + 1
    const nextStates = viewsOf(state).map((view) => step(state, view, variant))
    successors.push(nextStates.map((next) => (next ? visit(next, length) : disabled)))
  }

  // States stand in the order of their lengths, so the first violation is the shortest.
  const shortestTo = (isViolated: Claim): number | null =>
    lengths[states.findIndex((state) => viewsOf(state).some(isViolated))] ?? null
  const shortest = Object.fromEntries(
    Object.entries(violations).map(([property, claim]) => [property, shortestTo(claim)]),
  ) as Record<Property, number | null>

  const holdsFor = ({ from, to }: LeadsTo, position: number): boolean => {
    const where = (claim: Claim) => states.map((state) => claim(viewOf(state, position, topology)))
    const starts = from ? where(from).flatMap((holds, index) => (holds ? [index] : [])) : [0]
    return !hasFairRunAvoiding(where(to), starts, successors)
  }
  return {
    states: states.length,
    depth: item(lengths, lengths.length - 1),
    shortest,
    everyFairRunReaches: (goal) =>
      item(states, 0).threads.every((_, position) => holdsFor(goals[goal], position)),
  }
}

/** Threads and tables repeat in many states: a key names each by a number, one character long. */
function keyMaker(): (state: State) => string {
  const byText = new Map<string, string>()
  const byObject = new WeakMap<object, string>() // a step leaves all but one thread the same object
  const characterOf = (value: object): string => {
    const known = byObject.get(value)
    if (known !== undefined) return known
    const text = JSON.stringify(value)
    const character = byText.get(text) ?? String.fromCharCode(byText.size)
    assert.ok(byText.size < 0xffff, 'expected a number that fits a character')
    byText.set(text, character)
    byObject.set(value, character)
    return character
  }
  return ({ turn, reached, descriptors, threads }) =>
    String.fromCharCode(turn, reached) + [descriptors, ...threads].map(characterOf).join('')
}

/** Said of each thread. A safety property is violated where its claim holds of some thread. */
type Claim = (view: View) => boolean
export type Property = keyof typeof violations

const violations = {
  SendImpliesPeerUp: ({ me }) => me.sent?.state === 'DOWN' || me.sent?.afpState === 'DOWN',
  SendUsesPeersSocket: ({ me: { sent } }) =>
    sent !== undefined && (sent.used === 0 || sent.used !== sent.held),
  SendUsesPeersIfIndex: ({ me: { sent }, peerIfIndex }) =>
    sent !== undefined && sent.used !== 0 && sent.ifIndex !== peerIfIndex,
  StartedImpliesPublished: ({ me, turn }) => turn === 0 && me.published.state !== 'UP',
  NeverTwoRings: ({ threads }) => threads.filter(({ at }) => at === 'EndRing').length > 1,
  NeverSends: ({ me: { sent } }) => sent?.result === 'ok',
} satisfies Record<string, Claim>

/** From each state with `from` (the initial one by default) each fair run comes to one with `to`. */
type LeadsTo = { from?: Claim; to: Claim }
export type Liveness = 'BarrierOpens' | 'EveryThreadForwards' | 'UnpublishedIsTemporary'

const forwards: Claim = ({ me }) => me.sent?.result === 'ok'
const metUnpublished: Claim = ({ me, peer }) =>
  me.sent?.state === 'DOWN' || (me.at === 'Guard' && peer.published.state === 'DOWN')

const goals: Record<Liveness, LeadsTo> = {
  BarrierOpens: { to: ({ turn }) => turn === 0 },
  EveryThreadForwards: { to: forwards },
  UnpublishedIsTemporary: { from: metUnpublished, to: forwards },
}

export const disabled = -1

/**
 * Whether a weakly fair run starts in one of `starts` and never meets the goal. What such a run
 * repeats for ever lies in one component of the graph without goal states. Fairness asks that each
 * thread be disabled somewhere in what is repeated or take a step there; more states can only help,
 * so whole components are enough. A component without a step inside is a run that stops there: fair
 * exactly if every thread is disabled.
 */
export function hasFairRunAvoiding(
  isGoal: readonly boolean[],
  starts: readonly number[],
  successors: readonly (readonly number[])[],
): boolean {
  for (const component of componentsAvoiding(isGoal, starts, successors)) {
    const members = new Set(component).add(disabled)
    const nexts = component.map((index) => item(successors, index))
    const isFairTo = (thread: number) => nexts.some((next) => members.has(item(next, thread)))
    if (item(nexts, 0).every((_, thread) => isFairTo(thread))) return true
  }
  return false
}

/** Tarjan's strongly connected components, without recursion: paths here outgrow the call stack. */
function* componentsAvoiding(
  isGoal: readonly boolean[],
  starts: readonly number[],
  successors: readonly (readonly number[])[],
): Generator<number[]> {
  const lows: number[] = [] // by state: the earliest open one it leads to; Infinity when complete
  const open: number[] = [] // entered, in a component that is not complete yet
  const path: { index: number; order: number; edges: number[] }[] = []
  let entered = 0
  const enter = (index: number): void => {
    const edges = item(successors, index).filter((next) => next !== disabled && !isGoal[next])
    path.push({ index, order: entered, edges })
    open.push(index)
    lows[index] = entered++
  }
  for (const start of starts) {
    if (!isGoal[start] && lows[start] === undefined) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.edges.at(-1)
      const low = next === undefined ? undefined : lows[next]
      if (low !== undefined) {
        lows[top.index] = Math.min(low, item(lows, top.index))
        top.edges.pop()
      } else if (next !== undefined) {
        enter(next) // the edge stays, to be looked at again on the way back
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
