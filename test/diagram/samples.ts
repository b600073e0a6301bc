import { type Mapping, parseMapping } from '../../src/core/mapping.js'
import type { Trace } from '../../src/core/trace.js'
import type { Value } from '../../src/core/value.js'

/** A small start-up, written by hand: two capture threads, each with an entry that the other reads. */
export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'

type Changes = { actions?: Record<string, unknown>; [field: string]: unknown }

const driver = (sets: string, text: string) => ({
  performer: 'driver',
  sets,
  function: 'the kernel',
  meaning: 'A link changes.',
  arrows: [{ kind: 'note', text }],
})

const actions = {
  Wait: {
    performer: 'gate',
    waits: true,
    function: 'wait()',
    meaning: 'Waits for its turn.',
    arrows: [{ kind: 'read', to: 'barrier', text: 'turn = {turn}' }],
  },
  BeginRing: {
    performer: 'gate',
    function: 'ring()',
    meaning: 'Begins.',
    arrows: [{ kind: 'call', to: 'kernel', text: 'reserve; 50% of {before.turn}' }],
  },
  EndRing: {
    performer: 'gate',
    function: 'ring()',
    meaning: 'Ends.',
    arrows: [{ kind: 'call', to: 'kernel', text: 'mmap()' }],
  },
  Publish: {
    performer: 'gate',
    function: 'publish()',
    meaning: 'Stores its socket.',
    arrows: [{ kind: 'write', to: 'entry', text: 'socket = {peer.self.socket}' }],
  },
  Guard: {
    performer: 'gate',
    function: 'guard()',
    meaning: 'Looks at the peer.',
    arrows: [
      { if: { guard: false }, kind: 'note', text: 'does not look' },
      { next: 'Wait', kind: 'read', to: 'entry', of: 'peer', text: 'drops' },
      { kind: 'read', to: 'entry', of: 'peer', text: 'goes on' },
    ],
  },
  Send: {
    performer: 'gate',
    function: 'send()',
    meaning: 'Sends.',
    arrows: [{ kind: 'call', to: 'kernel', text: 'sendto({peer.peer.socket}) by {self}' }],
  },
  LinkDown: driver('down', 'link of {self} goes down'),
  LinkUp: driver('up', 'link of {self} comes up'),
}

export function startUpMapping(changes: Changes = {}): Mapping {
  const mapping = {
    format: 'peerup-mapping/1',
    about: 'A small start-up.',
    control: 'pc',
    environment: 'link',
    bijections: {},
    relations: {
      peer: [
        { match: '-tx(\\d+)$', is: '-rx$1' },
        { match: '-rx(\\d+)$', is: '-tx$1' },
      ],
    },
    lifelines: [
      { id: 'barrier', title: 'start barrier' },
      { id: 'entry', each: 'thread', title: 'entry of {self}' },
      { id: 'kernel', title: 'kernel' },
    ],
    boxes: [{ from: 'BeginRing', to: 'EndRing', text: 'ring set-up' }],
    program: { command: ['program'], network: 'none', afterwards: { forwards: 'it forwards' } },
    ...changes,
    actions: { ...actions, ...changes.actions },
  }
  return parseMapping(mapping, 'sample')
}

const functionOf = (values: Record<string, Value>): Value => ({ '#map': Object.entries(values) })

/** A step: its performer, its action, and the next action; for the driver, the link afterwards. */
export type SampleStep = readonly [performer: string, action: string, next: string]

/** `tx` waits inside its ring set-up while `rx` sends to the socket that `tx` has not published. */
export const raceSteps: readonly SampleStep[] = [
  [tx, 'Wait', 'BeginRing'],
  [tx, 'BeginRing', 'EndRing'],
  [rx, 'Wait', 'BeginRing'],
  [rx, 'BeginRing', 'EndRing'],
  [rx, 'EndRing', 'Publish'],
  [rx, 'Publish', 'Guard'],
  [rx, 'Guard', 'Send'],
  [rx, 'Send', 'Guard'],
]

/** `tx` enters its ring set-up and its link goes down; then `rx` sends again and again. */
export const loopSteps: readonly SampleStep[] = [
  ...raceSteps.slice(0, 2),
  ['tx0', 'LinkDown', 'down'],
  ...raceSteps.slice(2, 7),
]
export const loopingTrace = () => startUpTrace(loopSteps, { loop: 7 })

/** Twelve pairs of threads: the others take their turns, then the first two race. */
export function manyThreads(): Trace {
  const others = Array.from({ length: 22 }, (_, i) =>
    name(2 + Math.floor(i / 2), i % 2 ? 'rx' : 'tx'),
  )
  const turns = others.flatMap((one): SampleStep[] => [
    [one, 'Wait', 'BeginRing'],
    [one, 'BeginRing', 'EndRing'],
  ])
  const [later, ...first] = turns.toReversed()
  const steps = [...first.toReversed(), ...raceSteps.slice(0, 7)]
  if (later !== undefined) steps.push(later)
  return startUpTrace([...steps, ...raceSteps.slice(7)], {}, [rx, tx, ...others])
}

const name = (number: number, iface: string) => `W#${String(number).padStart(2, '0')}-${iface}0`

export function startUpTrace(
  steps: readonly SampleStep[] = raceSteps,
  changes: Partial<Trace> = {},
  threads: readonly string[] = [rx, tx],
): Trace {
  const names = threads.toSorted()
  const pc = Object.fromEntries(names.map((name) => [name, 'Wait']))
  const sockets = Object.fromEntries(names.map((name) => [name, 0]))
  const link: Record<string, string> = { rx0: 'up', tx0: 'up' }
  const stateNow = () => ({
    pc: functionOf({ ...pc }),
    turn: 2,
    link: functionOf({ ...link }),
    peer: functionOf(
      Object.fromEntries(names.map((name) => [name, { socket: sockets[name] ?? 0 }])),
    ),
  })
  const states: Trace['states'] = [{ step: null, state: stateNow() }]
  for (const [performer, action, next] of steps) {
    if (performer in link) link[performer] = next
    else pc[performer] = next
    if (action === 'Publish') sockets[performer] = 4
    states.push({ step: { performer, action }, state: stateNow() })
  }
  const model = { model: 'v8.clean-start.1x1', variant: 'v8', scenario: 'clean-start' }
  return {
    ...model,
    topology: '1x1',
    property: 'SendImpliesPeerUp',
    features: { guard: false },
    tlc: '2.18',
    states,
    loop: null,
    ...changes,
  }
}
