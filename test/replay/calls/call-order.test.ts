import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readMapping } from '../../../src/core/mapping.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { readTrace } from '../../../src/core/trace-file.js'
import {
  callsOf,
  inferredActions,
  isSettled,
  runsOf,
} from '../../../src/replay/calls/call-order.js'
import { mappingFile } from '../../check/traces.js'
import { at, loopingTrace, schedule, threads, toyTrace } from '../machine/toy.js'
import { mapping, withCalls } from './toy-calls.js'

const [a, b] = threads
const enters = (thread: string) => [thread, thread, thread, thread]

const started = [...enters(a), a]

const runsIn = (names: readonly string[], model = mapping) =>
  runsOf(toyTrace(names), model)?.map(({ performer, from, to }) => [performer, from, to]) ?? null

describe('the call runs of a trace', () => {
  it('go from call to call, each by one performer', () => {
    expect(runsIn([...enters(a), 'hall', a, ...enters(b), b, a])).toEqual([
      [a, 0, 4],
      ['hall', 4, 5],
      [a, 5, 6],
      [b, 6, 10],
      [b, 10, 11],
      [a, 11, 12],
    ])
  })

  it('contain each step of the trace once', () => {
    const trace = toyTrace([...enters(a), a, ...enters(b)])
    const steps = runsOf(trace, mapping)?.flatMap((run) => run.steps)
    expect(steps).toEqual(trace.states.slice(1).map(({ step }) => step))
  })

  it('are single steps if every action is a call', () => {
    const all = withCalls(Object.keys(mapping.actions))
    expect(runsIn(schedule, all)).toHaveLength(schedule.length)
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ['another thread steps', [...started, b, a, b, b, b], [...started, a, b, b, b, b]],
    ['a lamp goes out', [a, 'hall', a, a, a], ['hall', ...enters(a)]],
    ['the trace ends', [a, a, a], enters(a)],
  ])('do not exist if %s while a thread is between two calls', (_, between, beside) => {
    expect(runsIn(between)).toBeNull()
    expect(runsIn(beside)).not.toBeNull()
  })

  it('end with the step that closes a loop, which leads to an earlier state', () => {
    const round = [...enters(a), a, a, 'hall', 'hall']
    const runs = runsOf(loopingTrace({ names: [...round, ...round], loop: 8 }), mapping)
    expect(at(runs ?? [], (runs?.length ?? 0) - 1)).toMatchObject({
      performer: 'hall',
      from: 15,
      to: 8,
    })
    const names = [...round, ...round, ...enters(a)]
    const closing = runsOf(loopingTrace({ names, loop: 12 }), mapping)?.at(-1)
    expect(closing).toMatchObject({ performer: a, from: 16, to: 12 })
    expect(closing?.steps.map(({ action }) => action)).toEqual(['Enter', 'Open', 'Load', 'Store'])
  })

  it('do not exist if a loop begins between two calls', () => {
    const round = [...enters(a), a, a, 'hall', 'hall']
    const names = [...round, ...round, a, a]
    expect(runsOf(loopingTrace({ names, loop: 10 }), mapping)).toBeNull()
  })
})

it('an action of a thread without a call is inferred', () => {
  expect(inferredActions(mapping)).toEqual(['Open', 'Load', 'Store', 'Grope'])
  expect(inferredActions(withCalls(Object.keys(mapping.actions)))).toEqual([])
})

it('calls are counted by thread', () => {
  const trace = toyTrace([...enters(a), 'hall', a, ...enters(b), b, a])
  expect(Object.fromEntries(callsOf(trace, mapping))).toEqual({ [a]: 3, [b]: 2, hall: 1 })
})

it('a state is settled if every thread is at a call', () => {
  const trace = toyTrace([...enters(a), a])
  expect(trace.states.map(({ state }) => isSettled(state, mapping))).toEqual([
    ...[true, false, false, false, true],
    true,
  ])
})

describe('a committed trace', () => {
  const model = readMapping(mappingFile)
  const committed = (name: string) =>
    readTrace(join(packageRoot, 'traces', `${name}.itf.json`), model)

  it('of 7.0.10 with a link down can be driven in its own order', () => {
    const trace = committed('v7.failed-open.1x1.SendImpliesPeerUp')
    const runs = runsOf(trace, model)
    expect(runs?.map(({ steps }) => steps.map(({ action }) => action).join(' '))).toEqual([
      'WaitTurn',
      'OpenSocket BumpReadTurn BumpAddReached BumpRereadTurn',
      'Reopen',
      'LinkUp',
      'OpenSocket',
      'Bind',
      'BeginRing',
      'EndRing',
      'PublishIfIndex PublishSocket PublishState',
      'Receive Guard LoadIfIndex LoadSocket',
      'Send',
    ])
  })

  it('of the race in 8.0.0 cannot, because a thread bumps while another one sends', () => {
    expect(runsOf(committed('v8.clean-start.1x1.SendImpliesPeerUp'), model)).toBeNull()
  })
})
