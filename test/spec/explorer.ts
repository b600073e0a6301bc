import assert from 'node:assert/strict'
import {
  type Claim,
  goals,
  type LeadsTo,
  type Liveness,
  type Property,
  violations,
} from './claims.js'
import { disabled, type Graph, hasFairRun } from './fair-runs.js'
import { linkDown, linkUp, step, type Variant } from './start-up.js'
import { initialStates, item, type Scenario, type State, type Topology, viewOf } from './state.js'

/** A breadth-first search of the start-up that does not use TLC: its numbers check TLC's. */

export type Model = {
  variant: Variant
  scenario: Scenario
  topology: Topology
  /** Whether a thread that tries to take a lock again and again gets it in the end; by default true. */
  fairLock?: boolean
}

export type Exploration = {
  states: number
  /** States on the longest of the shortest paths from an initial state, as TLC counts it. */
  depth: number
  /** States on the shortest behaviour that ends in a violation; null if there is none. */
  shortest: Record<Property, number | null>
  everyFairRunReaches: (goal: Liveness) => boolean
}

export function explore(model: Model): Exploration {
  const { states, lengths, successors, initials } = reachable(model)

  // States are in the order of their lengths, so the first violation is the shortest.
  const properties = Object.keys(violations) as Property[]
  const found = new Map<Property, number>()
  for (const [index, state] of states.entries()) {
    const views = state.threads.map((_, i) => viewOf(state, i, model.topology))
    for (const property of properties) {
      const isViolated: Claim = violations[property]
      if (!found.has(property) && views.some(isViolated)) found.set(property, item(lengths, index))
    }
  }
  const shortest = Object.fromEntries(
    properties.map((property) => [property, found.get(property) ?? null]),
  ) as Record<Property, number | null>

  const graph: Graph = { successors, ...fairness(model, states) }
  const holdsFor = ({ from, to }: LeadsTo, position: number): boolean => {
    const where = (claim: Claim) => states.map((s) => claim(viewOf(s, position, model.topology)))
    const isGoal = where(to)
    const starts = from === 'start' ? initials : indicesOf(where(from))
    return !hasFairRun(graph, (state) => isGoal[state] === false, starts)
  }
  const positions = item(states, 0).threads.map((_, position) => position)
  return {
    states: states.length,
    depth: item(lengths, lengths.length - 1),
    shortest,
    everyFairRunReaches: (goal) => positions.every((position) => holdsFor(goals[goal], position)),
  }
}

function indicesOf(holds: readonly boolean[]): number[] {
  return holds.flatMap((isTrue, index) => (isTrue ? [index] : []))
}

/** Every state, with the number of states on a shortest path to it and its successors. */
function reachable({ variant, scenario, topology }: Model) {
  const states: State[] = []
  const lengths: number[] = []
  const successors: number[][] = [] // by state and agent: threads, links up, links down
  const indexOf = new Map<string, number>()
  const keyOf = keyMaker()

  const visit = (state: State, length: number): number => {
    const key = keyOf(state)
    const known = indexOf.get(key)
    if (known !== undefined) return known
    indexOf.set(key, states.length)
    lengths.push(length)
    return states.push(state) - 1
  }
  const initials = initialStates(topology, scenario, variant.ringFirst).map((s) => visit(s, 1))
  for (const [index, state] of states.entries()) {
    const length = item(lengths, index) + 1
    const nexts = [
      ...state.threads.map((_, i) => step(state, viewOf(state, i, topology), variant)),
      ...state.link.map((_, i) => linkUp(state, i, topology)),
      ...state.link.map((_, i) => linkDown(state, i, topology)),
    ]
    successors.push(nexts.map((next) => (next ? visit(next, length) : disabled)))
  }
  return { states, lengths, successors, initials }
}

/** Weak fairness for the steps of threads and for links that come up; no link has to go down. */
function fairness(model: Model, states: readonly State[]): Omit<Graph, 'successors'> {
  const { threads, link } = item(states, 0)
  const weak = threads.length + link.length
  const takesLock = (state: number, agent: number) =>
    states[state]?.threads[agent]?.at === 'PublishDown'
  return model.variant.lock && model.fairLock !== false ? { weak, isStrong: takesLock } : { weak }
}

/** Keys for states. Threads and tables repeat in many states, so a key has one character for each. */
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
  return ({ turn, reached, opened, flaps, descriptors, link, groups, threads }) =>
    String.fromCharCode(turn, reached, opened, flaps) +
    [descriptors, link, groups, ...threads].map(characterOf).join('')
}
