import { describe, expect, it } from 'vitest'
import type { State } from '../../../src/core/value.js'
import type { StepOutcome } from '../../../src/replay/driver.js'
import type { GateDriver } from '../../../src/replay/gates/gate-driver.js'
import { withWaitWatch } from '../../../src/replay/gates/wait-watch.js'

const { signal } = new AbortController()

/** A driver of the threads a, b and c, of which a and b come to no gate once they are released. */
function stuckDriver(waits: Record<string, unknown>) {
  const calls: string[] = []
  const arrivals = new Map<string, (outcome: StepOutcome) => void>()
  const gates: Record<string, string> = { a: 'Ask', b: 'Ask', c: 'Send' }
  const parked = (): StepOutcome => ({
    kind: 'parked',
    at: { ...gates },
    snapshot: { count: 7, extra: { waits } } as unknown as State,
  })
  const driver: GateDriver = {
    assemble: async () => parked(),
    standing: (thread) => gates[thread] ?? 'nowhere',
    stimulate: async () => {},
    release: (thread) => {
      calls.push(`release ${thread}`)
      if (thread === 'c') return Promise.resolve(parked())
      return new Promise((resolve) => arrivals.set(thread, resolve))
    },
    look: async (thread) => {
      calls.push(`look ${thread}`)
      return parked()
    },
    perform: async () => parked(),
    at: () => ({ ...gates }),
    free: async () => {},
    abort: () => {},
  }
  const arrive = (thread: string, gate: string) => {
    gates[thread] = gate
    arrivals.get(thread)?.(parked())
  }
  return { driver, calls, arrive }
}

describe('a thread that sleeps in the read of its error', () => {
  it('counts as one at its gate, and the outcome says that it sleeps', async () => {
    const { driver: stuck, calls } = stuckDriver({ a: 'recv' })
    const { driver, locked } = withWaitWatch(stuck)
    const outcome = await driver.release('a', signal)
    expect(outcome).toMatchObject({
      kind: 'parked',
      at: { a: 'Ask', b: 'Ask', c: 'Send' },
      snapshot: { count: 7 },
      asleep: 'a sleeps in its read of the error',
    })
    expect(calls).toEqual(['release a', 'look b'])
    expect(locked()).toBe(false)
  })

  it('is not released again, and no snapshot is asked of it', async () => {
    const { driver: stuck, calls } = stuckDriver({ a: 'recv', b: 'recv' })
    const { driver } = withWaitWatch(stuck)
    await driver.release('a', signal)
    await driver.release('a', signal)
    await driver.release('b', signal)
    expect(calls).toEqual(['release a', 'look b', 'look b', 'release b', 'look c'])
  })

  it('comes to its next gate when it wakes', async () => {
    const { driver: stuck, arrive } = stuckDriver({ a: 'recv' })
    const { driver } = withWaitWatch(stuck)
    await driver.release('a', signal)
    arrive('a', 'PublishDown')
    const outcome = await driver.release('a', signal)
    expect(outcome).toMatchObject({ kind: 'parked', at: { a: 'PublishDown' } })
    expect(outcome).not.toHaveProperty('asleep')
  })
})

it('a thread that waits for a lock fails its release', async () => {
  const { driver, locked } = withWaitWatch(stuckDriver({ a: 'lock' }).driver)
  expect(await driver.release('a', signal)).toEqual({
    kind: 'failed',
    why: 'a waits for a lock that a thread at a gate holds',
  })
  expect(locked()).toBe(true)
})

it('a thread that runs for long is looked at again, and arrives', async () => {
  const { driver: stuck, calls, arrive } = stuckDriver({ a: false })
  const released = withWaitWatch(stuck).driver.release('a', signal)
  while (calls.length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
  arrive('a', 'Next')
  expect(await released).toMatchObject({ kind: 'parked', at: { a: 'Next' } })
  expect(calls.slice(1)).toEqual(calls.slice(1).map(() => 'look b'))
})

it('a thread from a gate that is not watched is not looked at', async () => {
  const { driver: stuck, calls, arrive } = stuckDriver({ a: 'recv' })
  const released = withWaitWatch(stuck, (gate) => gate !== 'Ask').driver.release('a', signal)
  await new Promise((resolve) => setTimeout(resolve, 300))
  arrive('a', 'Next')
  expect(await released).toMatchObject({ at: { a: 'Next' } })
  expect(calls).toEqual(['release a'])
})
