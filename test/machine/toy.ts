import type { Mapping } from '../../src/mapping/mapping.js'
import { parseMapping } from '../../src/mapping/mapping.js'
import { environment, type Trace, type TraceMeta } from '../../src/trace/trace.js'
import { type Behaviour, traceOf } from '../../src/trace/trace-of.js'
import type { State, Value } from '../../src/trace/value.js'

/**
 * A small system to replay: two threads count up under a lock, each through a box with a numbered
 * handle, and take a coin in between. The model and the program are this one interpreter; the
 * program numbers handles and boxes differently.
 */
export type Toy = {
  pc: Record<string, string>
  holder: string
  count: number
  seen: Record<string, number>
  hand: Record<string, { handle: number; full: boolean }>
  open: Map<number, number>
  opened: number
}

/** `early` opens the box before it loads the count, `late` after it stored it. */
export type Variant = 'early' | 'late'

const orders: Record<Variant, readonly string[]> = {
  early: ['Enter', 'Open', 'Load', 'Store', 'Leave', 'Take'],
  late: ['Enter', 'Load', 'Store', 'Open', 'Leave', 'Take'],
}

export const threads = ['a-1', 'b-1'] as const

export function initialToy(): Toy {
  const each = <T>(value: T) => Object.fromEntries(threads.map((thread) => [thread, value]))
  return {
    pc: each('Enter'),
    holder: '',
    count: 0,
    seen: each(0),
    hand: each({ handle: 0, full: false }),
    open: new Map([[0, 0]]),
    opened: 0,
  }
}

/** One step of a thread. A step that is not enabled changes nothing: the thread stays where it is. */
export function stepToy(before: Toy, thread: string, variant: Variant): Toy {
  const toy = structuredClone(before)
  const action = toy.pc[thread] ?? ''
  if (action === 'Enter' && toy.holder !== '') return toy
  const order = orders[variant]
  toy.pc[thread] = order[(order.indexOf(action) + 1) % order.length] ?? ''
  const hand = toy.hand[thread] ?? { handle: 0, full: false }
  toy.hand[thread] = hand
  if (action === 'Enter') toy.holder = thread
  if (action === 'Open') {
    hand.handle = Math.min(...[0, 1, 2].filter((number) => !toy.open.has(number)))
    toy.opened += 1
    toy.open.set(hand.handle, toy.opened)
  }
  if (action === 'Load') toy.seen[thread] = toy.count
  if (action === 'Store') toy.count = (toy.seen[thread] ?? 0) + 1
  if (action === 'Leave') {
    toy.open.delete(hand.handle)
    hand.handle = 0
    toy.holder = ''
  }
  if (action === 'Take') hand.full = true
  return toy
}

export const resetToy = (toy: Toy): Toy => ({ ...structuredClone(toy), count: 0 })

type Numbers = (number: number) => number
const ours: Numbers = (number) => number

/** All variables but the control one; the program's numbers are another's. */
export function sharedOf(toy: Toy, handles: Numbers = ours, boxes: Numbers = ours): State {
  const hands = Object.entries(toy.hand).map(([thread, { handle, full }]): [string, Value] => [
    thread,
    { handle: handles(handle), full },
  ])
  return {
    holder: toy.holder,
    count: toy.count,
    seen: toy.seen,
    opened: toy.opened,
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
    actions: {
      Enter: action('gate', { waits: true }),
      Open: action('gate'),
      Load: action('gate'),
      Store: action('gate'),
      Leave: action('gate'),
      Take: action('gate', { waits: true, stimulus: 'coin' }),
      Reset: action('driver'),
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

/** Every action, by both threads, with a reset and a reused handle number between. */
export const schedule: readonly string[] = [
  ...[a, a, a, a, environment, a, b, a, b, b, b, b, a, b, a, a, a, a],
]

export type Told = { labels?: 'all' | 'driver' }

/** What TLC would give for a schedule; without labels as its simulation prints it. */
export function behaviourOf(names: readonly string[], { labels = 'all' }: Told = {}): Behaviour {
  let toy = initialToy()
  const states: Behaviour['states'] = [{ action: null, state: modelState(toy) }]
  for (const name of names) {
    const driver = name === environment
    const label = driver ? 'Reset' : (toy.pc[name] ?? '')
    toy = driver ? resetToy(toy) : stepToy(toy, name, 'early')
    states.push({ action: driver || labels === 'all' ? label : null, state: modelState(toy) })
  }
  return { states, loop: null, stuttering: false }
}

export const modelState = (toy: Toy): State => ({ pc: toy.pc, ...sharedOf(toy) })

export const toyTrace = (names: readonly string[] = schedule): Trace =>
  traceOf(behaviourOf(names), meta, mapping)

/** The element of a list that a test is sure of. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index]
  if (found === undefined)
    throw new Error(`expected element ${index} of ${list.length}, found none`)
  return found
}
