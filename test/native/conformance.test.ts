import { afterEach, describe, expect, it } from 'vitest'
import { scenarioArguments } from '../../src/check/scenario-arguments.js'
import { featuresText } from '../../src/core/features.js'
import { featuresOf } from '../../src/core/manifest.js'
import { setNamesByVariant } from '../../src/suricata/studies/fix-sets/cross-check.js'
import type { FixSet } from '../../src/suricata/studies/fix-sets/sets.js'
import { linkDown, linkUp, step, type Variant } from '../spec/start-up.js'
import {
  initialStates,
  item,
  type Scenario,
  type State,
  type Topology,
  viewOf,
} from '../spec/state.js'
import { fixA, fixB, fixC, fixD, type ScenarioName, scenarios, v7, v8 } from '../spec/variants.js'
import { sets } from '../suricata/studies/fix-sets/own-sets.js'
import { GatedForwarder, manifest, type Snapshot } from './gated-forwarder.js'

/** Compares the forwarder with the algorithm in test/spec, in random walks that no counterexample takes. */

const variants: { [name: string]: Variant } = {
  v7,
  v8,
  'fix-a': fixA,
  'fix-b': fixB,
  'fix-c': fixC,
  'fix-d': fixD,
}
const topologies: Topology[] = [
  { pairs: 1, threadsPerInterface: 1 },
  { pairs: 1, threadsPerInterface: 2 },
  { pairs: 2, threadsPerInterface: 1 },
]

let running: GatedForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.supervised.end()))
  running = []
})

/** Numbers from 0 to `limit` - 1, the same ones for a seed (a linear congruential generator). */
function dice(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 16) % limit
  }
}

/** Maps the kernel's numbers to the model's, which count them in the order of their first use. */
class Names {
  readonly #known = new Map([[0, 0]])

  of(native: number): number {
    const known = this.#known.get(native)
    if (known !== undefined) return known
    this.#known.set(native, this.#known.size)
    return this.#known.size - 1
  }
}

/** The variables of a state that the program has, too. */
type Visible = Omit<State, 'opened' | 'flaps' | 'groups' | 'scenario' | 'threads'> & {
  threads: unknown[]
}

function visible({ turn, reached, descriptors, link, threads }: State): Visible {
  return {
    turn,
    reached,
    descriptors,
    link,
    threads: threads.map(({ own: { socket, afpState }, ...thread }) => {
      return { ...thread, own: { socket, afpState } }
    }),
  }
}

/** The names of the interfaces, in the order of their indices. */
function interfacesOf({ pairs }: Topology): string[] {
  return Array.from({ length: pairs }, (_, pair) => [`tx${pair}`, `rx${pair}`]).flat()
}

/** Reads the snapshot and the gates as a state of the model. */
function reader(forwarder: GatedForwarder, interfaces: string[]) {
  const sockets = new Names()
  const cookies = new Names()
  // lo is the first interface there; ours follow in the model's order.
  const index = (native: number) => (native > 0 ? native - 1 : native)
  const socketOf = ({ if_idx, socket }: { if_idx: number; socket: number }) => {
    return { ifIndex: index(if_idx), socket: sockets.of(socket) }
  }
  const threadOf = (name: string, snapshot: Snapshot) => {
    const [peer, own] = [snapshot.peer[name], snapshot.ptv[name]]
    const [loaded, sent] = [snapshot.loaded[name], snapshot.sent[name]]
    if (!peer || !own || !loaded || !sent) throw new Error(`expected ${name} in a snapshot`)
    const used = { used: cookies.of(sent.used), held: cookies.of(sent.held) }
    const states = { state: sent.state, afpState: sent.afp_state }
    return {
      at: forwarder.standing(name),
      counted: snapshot.counted[name],
      published: { ...socketOf(peer), state: peer.state },
      own: { socket: sockets.of(own.socket), afpState: own.afp_state },
      peerUpdate: snapshot.peer_update[name],
      pollerr: snapshot.pollerr[name],
      loaded: socketOf(loaded),
      sent:
        sent.result === 'none'
          ? undefined
          : { result: sent.result, ...socketOf(sent), ...used, ...states },
    }
  }
  return (snapshot: Snapshot): Visible => {
    const descriptors = [0, ...forwarder.threads.map(() => -1)]
    for (const [number, cookie] of snapshot.descriptor['#map']) {
      descriptors[sockets.of(number)] = cookies.of(cookie)
    }
    const { turn, reached } = snapshot
    const link = interfaces.map((name) => snapshot.link[name])
    const threads = forwarder.threads.map((name) => threadOf(name, snapshot))
    return { turn, reached, descriptors, link, threads } as Visible
  }
}

type Plan = { variant: Variant; scenario: ScenarioName; topology: Topology; seed: number }

/** Where a thread comes to after it has opened its socket: with ringFirst it sets up its ring next. */
const opened = ['Bind', 'BeginRing']

/** Takes random steps of threads and links, and compares the state after each. */
async function walk(name: string, { variant, scenario: scenarioName, topology, seed }: Plan) {
  const scenario: Scenario = scenarios[scenarioName]
  const roll = dice(seed)
  const initials = initialStates(topology, scenario, variant.ringFirst)
  let state = item(initials, roll(initials.length))
  const interfaces = interfacesOf(topology)
  const forwarder = await GatedForwarder.start({
    variant: name,
    pairs: topology.pairs,
    threads: topology.threadsPerInterface,
    down: interfaces.filter((_, index) => state.link[index] === 'down'),
    arguments: [...scenarioArguments(manifest, { scenario: scenarioName })],
  })
  running.push(forwarder)
  const stateOf = reader(forwarder, interfaces)
  const taken = { steps: 0, sends: 0, failures: 0, links: 0 }
  const compare = (snapshot: Snapshot, what: string) =>
    expect(stateOf(snapshot), `${taken.steps}: ${what}`).toEqual(visible(state))

  const moveLink = async () => {
    const index = roll(interfaces.length)
    const down = linkDown(state, index, topology)
    // A link that was down from the start comes up only after a thread has failed to open there.
    const up = taken.failures < scenario.down ? undefined : linkUp(state, index, topology)
    const next = down ?? up
    if (next === undefined) return
    state = next
    taken.links++
    const [iface, value] = [item(interfaces, index), item(next.link, index)]
    compare(await forwarder.link(iface, value), `link ${iface} ${value}`)
  }
  const moveThread = async () => {
    const position = roll(forwarder.threads.length)
    const thread = item(forwarder.threads, position)
    const action = forwarder.standing(thread)
    const view = viewOf(state, position, topology)
    const takesFrame = action === 'Receive' && !view.me.pollerr
    if (takesFrame) {
      if (state.link[view.ifIndex - 1] === 'down') return // no frame arrives
      await forwarder.frame(thread)
    }
    const next = step(state, view, variant)
    // It would sleep in its read: test/native/ask-for-error.test.ts.
    if (next === undefined && action === 'AskForError') return
    // Any other step that is not enabled changes nothing, and its thread comes back to its gate.
    state = next ?? state
    compare(await forwarder.step(thread, action), `${action} of ${thread}`)
    if (action === 'Send') taken.sends++
    if (action === 'OpenSocket' && !opened.includes(forwarder.standing(thread))) taken.failures++
  }
  for (; taken.steps < 70 * forwarder.threads.length; taken.steps++) {
    await (roll(8) === 0 ? moveLink() : moveThread())
  }
  return { forwarder, taken }
}

const walked = [
  'clean-start',
  'failed-open',
  'flap',
  'flap-in-ring',
  'fatal-open',
  'fatal-open-first',
] as const

function itTakesEveryStep(name: string, variant: Variant, topology: Topology, seeds: number[]) {
  describe.each(walked)('%s', (scenarioName) => {
    it.each(seeds)('takes every step of random walk %i as the model does', async (seed) => {
      const scenario: Scenario = scenarios[scenarioName]
      const plan: Plan = { variant, scenario: scenarioName, topology, seed }
      const { forwarder, taken } = await walk(name, plan)
      // A failed open that does not bump keeps the barrier closed; then no thread may ever send.
      const fatal = scenario.fatal !== undefined
      if (!fatal && (scenario.down === 0 || variant.bumpOnFailure)) {
        expect(taken.sends).toBeGreaterThan(0)
      }
      if (scenario.down > 0) expect(taken.failures).toBeGreaterThan(0)
      expect(taken.links > 0).toBe(scenario.down + scenario.flaps > 0)
      // A failed thread ends the program, unless the stop comes first.
      const { code } = await forwarder.finish()
      expect(fatal ? [0, 1] : [0]).toContain(code)
    })
  })
}

// The forwarder gets features, not names: the walks of one variant are those of each that shares its features.
it('the walks cover the features of every variant', () => {
  const featuresOfAll = (names: string[]) =>
    new Set(names.map((name) => featuresText(featuresOf(manifest, name))))
  const walkedNames = Object.keys(variants)
  expect(featuresOfAll(walkedNames)).toEqual(featuresOfAll(Object.keys(manifest.variants)))
  expect(featuresOfAll(walkedNames).size).toBe(walkedNames.length)
})

describe.each(Object.entries(variants))('%s', (name, variant) => {
  describe.each(topologies)('$pairs x $threadsPerInterface', (topology) => {
    itTakesEveryStep(name, variant, topology, [1, 2, 3])
  })
})

/** The smallest set with each change, so that the walks cover every declared feature. */
const smallest = new Set(
  sets.changes.flatMap(({ name }) => sets.all.find(({ changes }) => changes.includes(name)) ?? []),
)
const isVariant = ({ name }: FixSet) => Object.values(setNamesByVariant(manifest)).includes(name)

describe.each([...smallest].filter((set) => !isVariant(set)))('$name', ({ features }) => {
  const onePair = { pairs: 1, threadsPerInterface: 1 }
  itTakesEveryStep(featuresText(features), features as Variant, onePair, [1])
})
