import { type Mapping, parseMapping } from '../../../src/core/mapping.js'
import type { Trace, TraceMeta } from '../../../src/core/trace.js'
import { type Behaviour, traceOf } from '../../../src/core/trace-of.js'
import type { State, Value } from '../../../src/core/value.js'
import type { MachineDefinition, StepDefinition } from '../../../src/replay/machine/definition.js'

/**
 * A small system to replay: two threads count up under a lock, each through a box with a numbered
 * handle, and take a coin in between. The driver switches lamps: turning off the one in the hall
 * clears the count, a thread at a dark desk gropes instead of taking, and a dark door lets no thread
 * in. This one interpreter is both model and program; the program numbers handles and boxes
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

/** `early` opens the box before it loads the count, `late` after it has stored it. */
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

/** One step of a thread. A step that is not enabled changes nothing, and the thread stays at its gate. */
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

/** A step of the driver: switches a lamp off or on. */
export function switchToy(before: Toy, lamp: string): Toy {
  const toy = structuredClone(before)
  const off = toy.lamp[lamp] === 'on'
  toy.lamp[lamp] = off ? 'off' : 'on'
  if (off && lamp === 'hall') toy.count = 0
  if (off && lamp === 'desk') toy.dimmable -= 1
  return toy
}

type Numbers = (number: number) => number
const unchanged: Numbers = (number) => number

/** All variables but the control one; the program passes numbers of its own. */
export function sharedOf(
  toy: Toy,
  handles: Numbers = unchanged,
  boxes: Numbers = unchanged,
): State {
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
    program: { command: ['toy'], network: 'none', afterwards: {} },
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

/** Both threads, with the hall's lamp off and a reused handle number in between. */
export const schedule: readonly string[] = [
  ...[a, a, a, a, 'hall', a, b, a, b, b, b, b, a, b, a, a, a, a],
]

const round: readonly string[] = [a, a, a, a, a, a, 'hall', 'hall']

/** Repeats its last eight steps; the driver closes the loop by switching a lamp on. */
export const lasso = { names: [...round, ...round], loop: 8 }

/** The same loop, entered two steps later, so that a thread closes it. */
export const turnedLasso = { names: [...round, ...round, a, a], loop: 10 }

/** One thread runs once, then the door goes dark, and no thread can enter. */
export const stuttering = { names: [a, a, a, a, a, a, 'door'], loop: 7 }

/** The behaviour that TLC would print for a schedule; its simulation prints none of the labels. */
export function behaviourOf(
  names: readonly string[],
  { labels = 'all' }: { labels?: 'all' | 'none' } = {},
): Behaviour {
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

/** An endless trace. A lasso does not repeat the state that it returns to. */
export function loopingTrace({ names, loop }: { names: readonly string[]; loop: number }): Trace {
  const behaviour = behaviourOf(names)
  if (loop < names.length) behaviour.states.pop()
  return traceOf({ ...behaviour, loop }, meta, mapping)
}

/** The state of step `name`, such as `step01`. */
export function stepOf(machine: MachineDefinition, name: string): StepDefinition {
  const step = machine.states.replaying.states[name]
  if (step === undefined) throw new Error(`expected ${name} in the machine`)
  return step
}

/** The element of a list that must have it. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined)
    throw new Error(`expected element ${index} of ${list.length}, found none`)
  return found
}
