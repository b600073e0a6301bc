import { afterEach, describe, expect, it } from 'vitest'
import {
  initialState,
  type State,
  step,
  type Topology,
  type Variant,
  viewOf,
} from '../spec/start-up.js'
import { GatedForwarder, type Snapshot } from './gated-forwarder.js'

/** The forwarder against the algorithm as test/spec tells it, in walks that no counterexample takes. */

const variants: { [name: string]: Variant } = {
  v7: { bump: 'after-create', guard: false },
  v8: { bump: 'after-bind', guard: false },
  'fix-a': { bump: 'after-bind', guard: true },
  'fix-b': { bump: 'after-up', guard: false },
  revert: { bump: 'after-create', guard: false },
}
const topologies: Topology[] = [
  { pairs: 1, threadsPerInterface: 1 },
  { pairs: 1, threadsPerInterface: 2 },
  { pairs: 2, threadsPerInterface: 1 },
]

let running: GatedForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.kept.end()))
  running = []
})

/** Numbers from 0 up to below `limit`, always the same ones (a linear congruential generator). */
function dice(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 16) % limit
  }
}

/** The model's name for what the kernel named: numbered in the order in which it came. */
class Names {
  readonly #known = new Map([[0, 0]])

  of(native: number): number {
    const known = this.#known.get(native)
    if (known !== undefined) return known
    this.#known.set(native, this.#known.size)
    return this.#known.size - 1
  }
}

/** The snapshot and the gates as a state of the model. */
function reader(forwarder: GatedForwarder) {
  const sockets = new Names()
  const cookies = new Names()
  // lo is the first interface there; ours follow in the model's order.
  const index = (native: number) => (native > 0 ? native - 1 : native)
  return (seen: Snapshot): State => {
    const table = new Map(seen.descriptor['#map'])
    const descriptors = [0, ...forwarder.threads.map(() => -1)]
    for (const [number, cookie] of table) descriptors[sockets.of(number)] = cookies.of(cookie)
    const threads = forwarder.threads.map((name) => {
      const [peer, own] = [seen.peer[name], seen.ptv[name]]
      const [loaded, sent] = [seen.loaded[name], seen.sent[name]]
      if (!peer || !own || !loaded || !sent) throw new Error(`expected ${name} in a snapshot`)
      return {
        at: forwarder.standing(name),
        counted: seen.counted[name],
        published: {
          ifIndex: index(peer.if_idx),
          socket: sockets.of(peer.socket),
          state: peer.state,
        },
        own: { socket: sockets.of(own.socket), afpState: own.afp_state },
        loaded: { ifIndex: index(loaded.if_idx), socket: sockets.of(loaded.socket) },
        sent:
          sent.result === 'none'
            ? undefined
            : {
                result: sent.result,
                socket: sockets.of(sent.socket),
                ifIndex: index(sent.if_idx),
                used: cookies.of(sent.used),
                held: cookies.of(sent.held),
                state: sent.state,
                afpState: sent.afp_state,
              },
      }
    })
    return { turn: seen.turn, reached: seen.reached, descriptors, threads } as State
  }
}

/** Lets the threads run in an order that the dice give, and compares after each step. */
async function walk(name: string, variant: Variant, topology: Topology, seed: number) {
  const forwarder = await GatedForwarder.start({
    variant: name,
    pairs: topology.pairs,
    threads: topology.threadsPerInterface,
  })
  running.push(forwarder)
  const stateOf = reader(forwarder)
  const roll = dice(seed)
  let state = initialState(topology)
  let sends = 0
  for (let taken = 0; taken < 60 * forwarder.threads.length; taken++) {
    const position = roll(forwarder.threads.length)
    const thread = forwarder.threads[position] ?? ''
    const action = forwarder.standing(thread)
    if (action === 'Receive') await forwarder.frame(thread)
    // What is not enabled leaves everything as it is, its thread at the same gate.
    state = step(state, viewOf(state, position, topology), variant) ?? state
    const seen = await forwarder.step(thread, action)
    expect(stateOf(seen), `${taken}: ${action} of ${thread}`).toEqual(state)
    if (action === 'Send') sends++
  }
  return { forwarder, sends }
}

describe.each(Object.entries(variants))('%s', (name, variant) => {
  describe.each(topologies)('$pairs x $threadsPerInterface', (topology) => {
    it.each([1, 2, 3])('takes every step of random walk %i as the model does', async (seed) => {
      const { forwarder, sends } = await walk(name, variant, topology, seed)
      expect(sends).toBeGreaterThan(0)
      expect((await forwarder.finish()).code).toBe(0)
    })
  })
})
