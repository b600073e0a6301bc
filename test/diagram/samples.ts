import { type Mapping, parseMapping } from '../../src/mapping/mapping.js'
import type { Trace } from '../../src/trace/trace.js'
import type { Value } from '../../src/trace/value.js'

/** Two capture threads, each with an entry that the other reads: a small start-up, written by hand. */
export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'

type Changes = { actions?: Record<string, unknown>; [field: string]: unknown }

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
}

export function startUpMapping(changes: Changes = {}): Mapping {
  const mapping = {
    format: 'peerup-mapping/1',
    about: 'A small start-up.',
    control: 'pc',
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
    program: { command: ['program'], network: 'none' },
    ...changes,
    actions: { ...actions, ...changes.actions },
  }
  return parseMapping(mapping, 'sample')
}

const functionOf = (values: Record<string, Value>): Value => ({ '#map': Object.entries(values) })

/** Each step: who, what, and what it does next. */
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

export function startUpTrace(
  steps: readonly SampleStep[] = raceSteps,
  changes: Partial<Trace> = {},
): Trace {
  const pc: Record<string, string> = { [rx]: 'Wait', [tx]: 'Wait' }
  const sockets: Record<string, number> = { [rx]: 0, [tx]: 0 }
  const stateNow = () => ({
    pc: functionOf({ ...pc }),
    turn: 2,
    peer: functionOf({ [rx]: { socket: sockets[rx] ?? 0 }, [tx]: { socket: sockets[tx] ?? 0 } }),
  })
  const states: Trace['states'] = [{ step: null, state: stateNow() }]
  for (const [performer, action, next] of steps) {
    pc[performer] = next
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
