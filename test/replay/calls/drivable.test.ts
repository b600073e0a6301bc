import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSpecification } from '../../../src/core/manifest.js'
import { packageRoot } from '../../../src/core/package-root.js'
import { type Trace, traceName } from '../../../src/core/trace.js'
import { readTrace } from '../../../src/core/trace-file.js'
import {
  callsOf,
  inferredActions,
  isSettled,
  runsOf,
  whyUndrivable,
} from '../../../src/replay/calls/call-order.js'
import { drivableOrder } from '../../../src/replay/calls/drivable.js'
import { predict } from '../../../src/tlc/follow/predict.js'
import { findJar } from '../../../src/tlc/jar.js'
import { specFolder } from '../../check/traces.js'

const specification = readSpecification(specFolder)
const { mapping } = specification
const committed = (name: string): Trace =>
  readTrace(join(packageRoot, 'traces', `${name}.itf.json`), mapping)

let jar: string
beforeAll(async () => {
  jar = await findJar()
})

const driven = (name: string) => drivableOrder(committed(name), specification, { jar })

type Sent = { state: string; afp_state: string; result: string }

/** SendImpliesPeerUp, read off a state without TLC: the threads that sent while their peer was not up. */
function sentEarly({ states }: Trace): string[] {
  const sent = (states.at(-1)?.state.sent ?? {}) as unknown as Record<string, Sent>
  return Object.entries(sent)
    .filter(([, one]) => one.result !== 'none')
    .filter(([, one]) => one.state === 'DOWN' || one.afp_state === 'DOWN')
    .map(([thread]) => thread)
}

describe('the race of 8.0.0', () => {
  const name = 'v8.clean-start.1x1.SendImpliesPeerUp'
  let found: Trace
  beforeAll(async () => {
    const trace = await driven(name)
    if (trace === null) throw new Error(`expected an order of ${name} that can be driven`)
    found = trace
  })

  it('has another order, which can be driven', () => {
    expect(runsOf(committed(name), mapping)).toBeNull()
    expect(runsOf(found, mapping)).not.toBeNull()
    expect(found).toMatchObject({ model: 'v8.clean-start.1x1', property: 'SendImpliesPeerUp' })
  })

  it('still ends in a send to a peer that is not up', () => {
    expect(sentEarly(found)).toHaveLength(1)
    expect(sentEarly({ ...found, states: found.states.slice(0, -1) })).toEqual([])
  })

  it('is still a behaviour of that variant, and none of 7.0.x', async () => {
    const prediction = (await predict(specification, [found], { jar })).get(traceName(found))
    expect(prediction?.get('v8')).toBeNull()
    expect(prediction?.get('v7')).toEqual(expect.any(Number))
  })

  it('makes only calls of the counterexample', () => {
    const before = callsOf(committed(name), mapping)
    for (const [performer, count] of callsOf(found, mapping)) {
      expect(count).toBeLessThanOrEqual(before.get(performer) ?? 0)
    }
  })

  it('ends with every thread at a call', () => {
    expect(isSettled(found.states.at(-1)?.state ?? {}, mapping)).toBe(true)
  })
})

it('a property violated between two calls is still violated at the next calls', async () => {
  const found = await driven('v7.failed-open.1x1.StartedImpliesPublished')
  expect(isSettled(found?.states.at(-1)?.state ?? {}, mapping)).toBe(true)
  const { turn, peer } = found?.states.at(-1)?.state ?? {}
  const states = Object.values(peer as unknown as Record<string, Sent>).map(({ state }) => state)
  expect({ turn, states }).toEqual({ turn: 0, states: expect.arrayContaining(['DOWN']) })
})

it('a counterexample that stops a thread between two loads cannot be driven', async () => {
  expect(await driven('v8.clean-start.1x1.SendUsesPeersIfIndex')).toBeNull()
})

it('many threads make their calls in the order of the counterexample', async () => {
  const trace = committed('v8.clean-start.6x2.SendImpliesPeerUp')
  const found = await drivableOrder(trace, specification, { jar })
  if (found === null) throw new Error('expected an order that can be driven')
  const inferred = inferredActions(mapping)
  const order = trace.states.flatMap(({ step }) =>
    step === null || inferred.includes(step.action) ? [] : [step.performer],
  )
  const performers = runsOf(found, mapping)?.map(({ performer }) => performer) ?? []
  expect(runsOf(trace, mapping)).toBeNull()
  expect(performers).toEqual(order.slice(0, performers.length))
  expect(sentEarly(found)).toHaveLength(1)
})

it('a counterexample that can be driven keeps its order', async () => {
  const trace = committed('v7.failed-open.1x1.SendImpliesPeerUp')
  expect(await drivableOrder(trace, specification, { jar })).toBe(trace)
})

describe('an endless counterexample', () => {
  /** The first `count` states of an endless behaviour. */
  const unrolled = ({ states, loop }: Trace, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const period = states.length - (loop ?? 0)
      const at = index < states.length ? index : (loop ?? 0) + ((index - (loop ?? 0)) % period)
      return states[at]?.state
    })

  it.each(['v8', 'fix-b'])(
    'of %s begins its loop at a call, and has the same states',
    async (of) => {
      const trace = committed(`${of}.failed-open.1x1.BarrierOpens`)
      expect(isSettled(trace.states[trace.loop ?? 0]?.state ?? {}, mapping)).toBe(false)
      expect(runsOf(trace, mapping)).toBeNull()
      const found = await drivableOrder(trace, specification, { jar })
      if (found === null) throw new Error('expected a loop that can be driven, got none')
      expect(isSettled(found.states[found.loop ?? 0]?.state ?? {}, mapping)).toBe(true)
      expect(runsOf(found, mapping)).not.toBeNull()
      expect(unrolled(found, 60)).toEqual(unrolled(trace, 60))
      // The comparison is not vacuous: the loop changes something.
      expect(new Set(unrolled(found, 60).map((one) => JSON.stringify(one))).size).toBeGreaterThan(
        10,
      )
    },
  )

  it('cannot be driven if its loop is one call run that changes nothing', async () => {
    const trace = committed('fix-a.failed-open.1x1.BarrierOpens')
    expect(runsOf(trace, mapping)).not.toBeNull()
    expect(await drivableOrder(trace, specification, { jar })).toBeNull()
    expect(whyUndrivable(trace)).toContain('goes on for ever')
  })
})

it('a counterexample that ends where no thread can go on gets another order to the same end', async () => {
  const trace = committed('v7.fatal-open.1x1.BarrierOpens')
  expect(runsOf(trace, mapping)).toBeNull()
  const found = await drivableOrder(trace, specification, { jar })
  if (found === null) throw new Error('expected an order that can be driven')
  expect(runsOf(found, mapping)).not.toBeNull()
  expect(found.states.at(-1)?.state).toEqual(trace.states.at(-1)?.state)
  expect(found.loop).toBe(found.states.length - 1)
})
