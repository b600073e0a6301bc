import { type Mapping, parseMapping } from '../../../src/core/mapping.js'
import type { Trace, TraceMeta } from '../../../src/core/trace.js'
import { type Behaviour, traceOf } from '../../../src/core/trace-of.js'
import type { State, Value } from '../../../src/core/value.js'

/**
 * A small system to replay: two threads count up under a lock, each through a box with a numbered
 * handle, and take a coin in between. The driver switches lamps: when the one in the hall goes out,
 * the count is cleared; where it is dark at the desk, who takes gropes; at a dark door nobody enters.
 * The model and the program are this one interpreter; the program numbers handles and boxes
 * differently, and does not know how often the desk may still go dark.
 */
export type Toy = {
  lamp: Record<string, string>
  dimmable: number
  pc: Record<string, string>
  holder: string
  count: number
  seen: Record<string, number>
  hand: Record<string, { handle: number; full: boolean }>
  open: Map<number, number>
}

/** `early` opens the box before it loads the count, `late` after it stored it. */
export type Variant = 'early' | 'late'

const orders: Record<Variant, readonly string[]> = {
  early: ['Enter', 'Open', 'Load', 'Store', 'Leave', 'Take'],
  late: ['Enter', 'Load', 'Store', 'Open', 'Leave', 'Take'],
}

export const threads = ['a-1', 'b-1'] as const
export const lamps = ['hall', 'desk', 'door'] as const

export function initialToy(): Toy {
  const each = <T>(value: T) => Object.fromEntries(threads.map((thread) => [thread, value]))
  return {
    lamp: Object.fromEntries(lamps.map((lamp) => [lamp, 'on'])),
    dimmable: 1,
    pc: each('Enter'),
    holder: '',
    count: 0,
    seen: each(0),
    hand: each({ handle: 0, full: false }),
    open: new Map([[0, 0]]),
  }
}

/** One step of a thread. A step that is not enabled changes nothing: the thread stays where it is. */
export function stepToy(before: Toy, thread: string, variant: Variant): Toy {
  const toy = structuredClone(before)
  const action = toy.pc[thread] ?? ''
  if (action === 'Enter' && (toy.holder !== '' || toy.lamp.door === 'off')) return toy
  toy.pc[thread] = nextToy(toy, action, variant)
  const hand = toy.hand[thread] ?? { handle: 0, full: false }
  toy.hand[thread] = hand
  if (action === 'Enter') toy.holder = thread
  if (action === 'Open') {
    hand.handle = Math.min(...[0, 1, 2].filter((number) => !toy.open.has(number)))
    toy.open.set(hand.handle, 10 + hand.handle)
  }
  if (action === 'Load') toy.seen[thread] = toy.count
  if (action === 'Store') toy.count = (toy.seen[thread] ?? 0) + 1
  if (action === 'Leave') {
    toy.open.delete(hand.handle)
    hand.handle = 0
    toy.holder = ''
  }
  if (action === 'Take' && toy.lamp.desk === 'on') hand.full = true
  return toy
}

function nextToy({ lamp }: Toy, action: string, variant: Variant): string {
  if (action === 'Take' && lamp.desk === 'off') return 'Grope'
  const order = orders[variant]
  return order[(order.indexOf(action) + 1) % order.length] ?? ''
}

/** A step of the driver: a lamp that is on goes out, one that is out goes on. */
export function switchToy(before: Toy, lamp: string): Toy {
  const toy = structuredClone(before)
  const off = toy.lamp[lamp] === 'on'
  toy.lamp[lamp] = off ? 'off' : 'on'
  if (off && lamp === 'hall') toy.count = 0
  if (off && lamp === 'desk') toy.dimmable -= 1
  return toy
}

type Numbers = (number: number) => number
const ours: Numbers = (number) => number

/** All variables but the control one; the program's numbers are another's. */
export function sharedOf(toy: Toy, handles: Numbers = ours, boxes: Numbers = ours): State {
  const hands = Object.entries(toy.hand).map(([thread, { handle, full }]): [string, Value] => [
    thread,
    { handle: handles(handle), full },
  ])
  return {
    lamp: toy.lamp,
    holder: toy.holder,
    count: toy.count,
    seen: toy.seen,
    hand: Object.fromEntries(hands),
    open: { '#map': [...toy.open].map(([handle, box]) => [handles(handle), boxes(box)]) },
  }
}

const action = (performer: 'gate' | 'driver', more: object = {}) => ({
  performer,
  function: 'f()',
  meaning: 'Does it.',
  arrows: [{ kind: 'note', text: 'does it' }],
  ...more,
})

export const mapping: Mapping = parseMapping(
  {
    format: 'peerup-mapping/1',
    about: 'two threads, a lock and a box',
    control: 'pc',
    environment: 'lamp',
    bounds: ['dimmable'],
    actions: {
      Enter: action('gate', { waits: true }),
      Open: action('gate'),
      Load: action('gate'),
      Store: action('gate'),
      Leave: action('gate'),
      Take: action('gate', { waits: true, stimulus: { name: 'coin', next: ['Enter'] } }),
      Grope: action('gate'),
      SwitchOff: action('driver', { sets: 'off' }),
      SwitchOn: action('driver', { sets: 'on' }),
    },
    bijections: {
      handle: { fixed: [[0, 0]], paths: ['hand.*.handle', 'open.#key'] },
      box: { fixed: [[0, 0]], paths: ['open.*'] },
    },
    relations: {},
    lifelines: [],
    boxes: [],
    program: { command: ['toy'], network: 'none' },
  },
  'toy.json',
)

export const meta: TraceMeta = {
  model: 'early.plain.2',
  variant: 'early',
  scenario: 'plain',
  topology: '2',
  property: 'NeverTwo',
  features: { early: true, boxes: 2 },
  tlc: 'TLC2 Version 2.18 of 20 March 2023',
}

const [a, b] = threads

/** Both threads, with the hall's lamp out and a reused handle number between. */
export const schedule: readonly string[] = [
  ...[a, a, a, a, 'hall', a, b, a, b, b, b, b, a, b, a, a, a, a],
]

const round: readonly string[] = [a, a, a, a, a, a, 'hall', 'hall']

/** From step 9 on the same eight steps again and again; a lamp that goes on closes the loop. */
export const lasso = { names: [...round, ...round], loop: 8 }

/** The same two steps later: a thread closes the loop. */
export const turnedLasso = { names: [...round, ...round, a, a], loop: 10 }

/** One thread went once, then it is dark at the door: nobody enters any more. */
export const stuttering = { names: [a, a, a, a, a, a, 'door'], loop: 7 }

export type Told = { labels?: 'all' | 'none' }

/** What TLC would give for a schedule; without labels as its simulation prints it. */
export function behaviourOf(names: readonly string[], { labels = 'all' }: Told = {}): Behaviour {
  let toy = initialToy()
  const states: Behaviour['states'] = [{ action: null, state: modelState(toy) }]
  for (const name of names) {
    const switched = Object.hasOwn(toy.lamp, name)
    const label = switched ? labelOf(toy.lamp[name]) : (toy.pc[name] ?? '')
    toy = switched ? switchToy(toy, name) : stepToy(toy, name, 'early')
    states.push({ action: labels === 'all' ? label : null, state: modelState(toy) })
  }
  return { states, loop: null, stuttering: false }
}

const labelOf = (lamp: string | undefined) => (lamp === 'on' ? 'SwitchOff' : 'SwitchOn')

export const modelState = (toy: Toy): State => ({
  pc: toy.pc,
  dimmable: toy.dimmable,
  ...sharedOf(toy),
})

export const toyTrace = (names: readonly string[] = schedule): Trace =>
  traceOf(behaviourOf(names), meta, mapping)

/** A trace that goes on for ever. Of a lasso, the state that it comes back to is not told twice. */
export function loopingTrace({ names, loop }: { names: readonly string[]; loop: number }): Trace {
  const behaviour = behaviourOf(names)
  if (loop < names.length) behaviour.states.pop()
  return traceOf({ ...behaviour, loop }, meta, mapping)
}

/** The element of a list that a test is sure of. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined)
    throw new Error(`expected element ${index} of ${list.length}, found none`)
  return found
}
