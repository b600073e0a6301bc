import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { featuresOf, readSpecification } from '../../src/core/manifest.js'
import { altered, counterexample, type ItfFile, specFolder, stateAt } from '../check/traces.js'
import { peerup, scratch } from './cli.js'

let trace: string
beforeAll(async () => {
  trace = await counterexample('v8.clean-start.1x1', 'SendImpliesPeerUp')
})

/** Writes a copy of the trace, or a text, and replays that. */
async function replay(content: string | ((itf: ItfFile) => void), args: readonly string[] = []) {
  const file = join(scratch(), 'bad.itf.json')
  if (typeof content === 'string') writeFileSync(file, content)
  else altered(trace, file, content)
  return { file, ...(await peerup(['replay', file, ...args])) }
}

type Alter = (itf: ItfFile) => void

/** Sets a field to a value, or removes it without one. */
function set(holder: object, field: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(holder, field)
  else Reflect.set(holder, field, value)
}

const field =
  (name: string, value?: unknown): Alter =>
  (itf) =>
    set(itf, name, value)
const about =
  (name: string, value?: unknown): Alter =>
  (itf) =>
    set(itf['#meta'], name, value)
/** Of another model, consistently. */
const ofTopology =
  (topology: string): Alter =>
  (itf) => {
    set(itf['#meta'], 'topology', topology)
    set(itf['#meta'], 'model', `v8.clean-start.${topology}`)
  }
/** Of the scenario in which a link goes down, consistently. */
const ofFlap: Alter = (itf) => {
  set(itf['#meta'], 'scenario', 'flap')
  set(itf['#meta'], 'model', 'v8.flap.1x1')
}
/** The first states only: a behaviour, but without the violation. */
const cut =
  (states: number): Alter =>
  (itf) => {
    set(itf, 'states', itf.states.slice(0, states))
  }
/** In state 7, after rx0 opens its socket. */
const variable =
  (name: string, value?: unknown): Alter =>
  (itf) =>
    set(stateAt(itf, 7), name, value)
const control =
  (thread: string, value?: unknown): Alter =>
  (itf) =>
    set(stateAt(itf, 7).pc, thread, value)
const step =
  (name: string, value?: unknown, state = 7): Alter =>
  (itf) =>
    set(stateAt(itf, state)['#meta'], name, value)

const lastErrno =
  (errno: string): Alter =>
  (itf) => {
    const last = stateAt(itf, 24) as unknown as { sent: Record<string, { result: string }> }
    for (const sent of Object.values(last.sent)) {
      if (sent.result === 'ENOTSOCK') sent.result = errno
    }
  }

const bumpsLate = featuresOf(readSpecification(specFolder).manifest, 'fix-b')

describe('a malformed trace is refused with its file and state, before anything starts', () => {
  it.each<[string, string | Alter, number | null, string]>([
    ['an empty file', '', null, 'invalid JSON: '],
    ['no JSON', '---- MODULE PeerUp ----', null, 'invalid JSON: '],
    ['half a file', '{"#meta": {"format": "ITF"', null, 'invalid JSON: '],
    ['JSON of something else', '[1, 2]', null, 'expected object'],
    ['a number', '7', null, 'expected object'],
    ['another version of the format', about('peerup', 'peerup-trace/2'), null, 'peerup-trace/1'],
    ['another format', about('format', 'CSV'), null, 'ITF'],
    ['no model', about('model'), null, 'model'],
    ['an unknown field', field('colour', 'red'), null, 'colour'],
    ['no states', field('states', []), null, 'at states: '],
    [
      'a loop to nowhere',
      field('loop', 99),
      null,
      'expected the index of one of 25 states, got 99',
    ],
    ['a state that lacks a variable', variable('reached'), 7, 'variable reached is missing'],
    ['a state with a variable too many', variable('colour', 'red'), 7, 'got colour as well'],
    ['a value that is none', variable('turn', null), 7, 'turn'],
    ['a number that JSON cannot hold', variable('turn', 1e300), 7, 'turn'],
    [
      'a control that is no function',
      variable('pc', 'Bind'),
      7,
      'expected a function from threads to actions in pc',
    ],
    ['an unknown thread in a state', control('W#07-tx9', 'Bind'), 7, 'W#07-tx9'],
    [
      'a thread too few',
      control('W#01-tx0'),
      7,
      'expected the threads W#01-rx0, W#01-tx0, got W#01-rx0',
    ],
    ['an unknown thread as performer', step('performer', 'W#07-tx9'), 7, 'got W#07-tx9'],
    [
      'another thread as performer',
      step('performer', 'W#01-tx0'),
      7,
      'expected performer W#01-rx0 (from the states), got W#01-tx0',
    ],
    [
      'the environment as performer',
      step('performer', 'environment'),
      7,
      'expected one of W#01-rx0, W#01-tx0, rx0, tx0, got environment',
    ],
    [
      'the driver where a thread acts',
      step('performer', 'tx0'),
      7,
      'expected performer W#01-rx0 (from the states), got tx0',
    ],
    [
      'a link that changes in the step of a thread',
      variable('link', { rx0: 'up', tx0: 'down' }),
      7,
      'expected one performer to act, got W#01-rx0: OpenSocket to Bind, tx0: up to down',
    ],
    [
      'an unknown interface in a state',
      variable('link', { rx0: 'up', eth0: 'up' }),
      7,
      'expected the keys of link rx0, tx0, got eth0, rx0',
    ],
    [
      'an action that the mapping lacks',
      step('action', 'Teleport'),
      7,
      'expected an action of the mapping, got Teleport',
    ],
    [
      'an action named as a part of every object',
      step('action', 'constructor'),
      7,
      'expected an action of the mapping, got constructor',
    ],
    ['a step without an action', step('action'), 7, 'expected a performer and an action'],
    ['a step to the initial state', step('action', 'Bind', 0), 0, 'expected no step to state 0'],
  ])('%s', async (_, content, state, message) => {
    const { file, code, stdout, stderr } = await replay(content)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const place = state === null ? `${file}: ` : `${file}, state ${state}: `
    expect(stderr.startsWith(`peerup: trace: ${place}`)).toBe(true)
    expect(stderr).toContain(message)
  })

  it.each<[string, Alter, string]>([
    [
      'loops to where no step leads',
      field('loop', 3),
      ', state 24: in the step from the last state back to state 3: expected one performer to act',
    ],
    ['is of no topology', ofTopology('ring'), ': expected a topology of pairs x threads'],
  ])('a trace that %s: no replay is possible', async (_, alter, message) => {
    const { file, code, stderr } = await replay(alter)
    expect(code).toBe(1)
    expect(stderr).toContain(`peerup: trace: ${file}${message}`)
  })

  // Each is a behaviour of v8, and maybe of another variant, but not the counterexample that it claims to be.
  it.each<[string, Alter, string]>([
    ['lacks its last step', cut(24), 'expected the states 25, got 24'],
    ['is cut to its beginning', cut(1), 'expected the states 25, got 1'],
    ['claims another model', about('model', 'v7.clean-start.1x1'), 'expected the model'],
    // A link that goes down lets a thread out of the barrier, so the way there is shorter.
    ['claims another scenario', ofFlap, 'expected the states 18, got 25'],
    [
      'claims other features',
      about('features', { bump: 'after-up' }),
      'expected the features of v8',
    ],
    [
      'claims an unknown property',
      about('property', 'EverythingIsFine'),
      'expected one of the prop',
    ],
    ['claims what holds', about('property', 'TypeOK'), 'expected TypeOK of v8 to be "holds"'],
  ])('a trace that %s is neither replayed nor drawn', async (_, alter, message) => {
    const { file, code, stderr, stdout } = await replay(alter)
    expect(code).toBe(1)
    expect(stderr).toContain(`peerup: trace: ${file}: ${message}`)
    expect(stdout).toBe('')
    const drawn = await peerup(['diagram', file])
    expect(drawn.code).toBe(1)
    expect(drawn.stdout).toBe('')
  })

  // No program has these variables: a replay reaches its end, TLC does not.
  it.each<[string, Alter, string]>([
    ['the number of links that may still go down', variable('flaps', 1), 'state 7: '],
    ['the number of opened sockets', variable('opened', 9), 'state 7: '],
  ])('a trace with a wrong value for %s is no counterexample', async (_, alter, where) => {
    const { code, stderr } = await replay(alter)
    expect(code).toBe(1)
    expect(stderr).toContain(where)
    expect(stderr).toMatch(/expected (flaps|opened) = \d+ \(from its model\), got \d+/)
  })

  // In both scenarios 14 states lead there, so the length of the trace does not give it away.
  it('a trace with a wrong scenario is no counterexample', async () => {
    const start = await counterexample('v8.clean-start.1x1', 'StartedImpliesPublished')
    const file = altered(start, join(scratch(), 'bad.itf.json'), ofFlap)
    const { code, stderr } = await peerup(['replay', file])
    expect(code).toBe(1)
    expect(stderr).toContain('state 0: ')
    expect(stderr).toContain('expected flaps = 1 (from its model), got 0')
  })

  it.each<[string, Alter, RegExp]>([
    [
      'another value in its middle',
      variable('turn', 1),
      /state 7: .*expected turn = 2 \(from its model\), got 1/,
    ],
    ['another value at its end', lastErrno('EBADF'), /state 24: .*expected sent = .*ENOTSOCK/],
  ])('a trace with %s is not drawn', async (_, alter, message) => {
    const file = altered(trace, join(scratch(), 'bad.itf.json'), alter)
    const { code, stdout, stderr } = await peerup(['diagram', file])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(message)
  })

  // A prefix of an endless behaviour shows nothing.
  it.each<[string, Alter, string]>([
    [
      'a lasso without its loop index',
      field('loop'),
      ': EveryThreadForwards is a temporal property: its trace needs a "loop"',
    ],
    [
      'a lasso that loops past its end',
      field('loop', 17),
      ': at loop: expected the index of one of 17 states, got 17',
    ],
    [
      'a lasso whose last step moves no thread',
      field('loop', 11),
      ', state 16: in the step from the last state back to state 11: expected a change of pc or link, got none',
    ],
    [
      'a lasso that loops to a state with a link that is down',
      field('loop', 2),
      ', state 16: in the step from the last state back to state 2: expected one performer to act',
    ],
    ['a lasso with a loop that is no number', field('loop', '12'), ': at loop: '],
    [
      'a lasso that claims an invariant',
      about('property', 'SendImpliesPeerUp'),
      ': SendImpliesPeerUp is an invariant: its trace cannot loop (to state 12)',
    ],
    [
      'a lasso of a variant whose threads all come to forward',
      (itf) => {
        about('variant', 'fix-b')(itf)
        about('scenario', 'clean-start')(itf)
        about('model', 'fix-b.clean-start.1x1')(itf)
        about('features', bumpsLate)(itf)
      },
      ': expected EveryThreadForwards of fix-b to be "holds", got "violated"',
    ],
  ])('%s is refused before anything starts', async (_, alter, message) => {
    const lasso = await counterexample('v8.failed-open.1x1', 'EveryThreadForwards')
    const file = altered(lasso, join(scratch(), 'bad.itf.json'), alter)
    const { code, stdout, stderr } = await peerup(['replay', file])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`peerup: trace: ${file}${message}`)
  })

  it('a trace whose threads do not fit its topology diverges at the start', async () => {
    const { code, stdout } = await replay(ofTopology('3x1'), ['--deadline', '5'])
    expect(code).toBe(1)
    // Six threads count themselves into turn, not two.
    expect(stdout).toMatch(/v8: diverged at step 0: in state 0, .*/)
  })
})
