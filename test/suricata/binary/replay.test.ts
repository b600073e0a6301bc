import pMap from 'p-map'
import { beforeAll, expect, it } from 'vitest'
import { whyUndrivable } from '../../../src/replay/calls/call-order.js'
import { replayIsAsExpected } from '../../../src/report/as-expected.js'
import { binaryRow } from '../../../src/report/results.js'
import type { BinaryReplay } from '../../../src/suricata/binary/replay-traces.js'
import { at } from '../../replay/machine/toy.js'
import { describeEngine } from './engine.js'
import { committed, committedOf, lateBump, recognised, replayCommitted } from './replaying.js'

/** The engine's log line of each errno. */
const logLineOf: Record<string, RegExp> = {
  ENOTSOCK: /sending packet failed on socket \d+: Socket operation on non-socket$/,
  EBADF: /sending packet failed on socket \d+: Bad file descriptor$/,
  ENXIO: /sending packet failed on socket \d+: No such device or address$/,
  ENETDOWN: /sending packet failed on socket \d+: Network is down$/,
}

const variant = recognised.variant ?? 'no-variant'

/** Replays traces, two at a time; the result has their names. */
async function replayAll(names: readonly string[]): Promise<Map<string, BinaryReplay>> {
  const replays = await pMap(names, async (name) => [name, await replayCommitted(name)] as const, {
    concurrency: 2,
  })
  return new Map(replays)
}

describeEngine('an unmodified engine, with the traces of its own variant', () => {
  const names = committedOf(variant)
  let replays: Map<string, BinaryReplay>
  beforeAll(async () => {
    replays = await replayAll(names)
  }, 300_000)
  const replayOf = (name: string) => {
    const replay = replays.get(name)
    if (replay === undefined) throw new Error(`expected a replay of ${name}`)
    return replay
  }

  it('has committed traces', () => {
    expect(names.length).toBeGreaterThan(10)
  })

  it.each(names)('reproduces %s, or gives the reason why it cannot be driven', (name) => {
    const { row, driven } = replayOf(name)
    expect(binaryRow.parse(row)).toEqual(row)
    if (driven === null) {
      expect(row).toMatchObject({ verdict: 'not-run', why: whyUndrivable(committed(name)) })
      return
    }
    // The main thread, which the model leaves out, looks at the first thread first and ends the engine at once.
    if (name.includes('.fatal-open-first.') && row.verdict !== 'reproduced') {
      expect(row).toMatchObject({ verdict: 'crashed', why: expect.stringContaining('code 1') })
      return
    }
    expect(row).toMatchObject({ verdict: 'reproduced', expected: 'reproduced' })
    // A thread that failed fatally does not bump in this order, so all others stay in the barrier.
    if (name.includes('.fatal-open.')) {
      expect(row.afterwards).toBe('wedged')
      return
    }
    expect(row.afterwards).toBe('forwards')
    expect(row.engine).toMatchObject({
      ...{ version: recognised.version, takenFor: variant, ended: 'ended with code 0' },
      ...{ startSeconds: expect.any(Number), replaySeconds: expect.any(Number) },
    })
  })

  it('sends to a peer that is not up, and logs the errno that the kernel answers', () => {
    const rows = [...replays.values()].map(({ row }) => row).filter(({ errno }) => errno !== null)
    expect(rows.length).toBeGreaterThan(1)
    for (const { errno, engine } of rows) {
      expect(engine.log.some((line) => logLineOf[errno ?? '']?.test(line))).toBe(true)
    }
    // The lines come from failed sends only: a replay without one has none.
    const quiet = replayOf(`${variant}.clean-start.1x1.NeverSends`).row
    expect(quiet).toMatchObject({ verdict: 'reproduced', errno: null, engine: { log: [] } })
  })

  it('lists each step of the model with its observation', () => {
    const { replayed, driven } = replayOf(`${variant}.failed-open.1x1.SendImpliesPeerUp`)
    const steps = replayed?.judged.steps ?? []
    expect(steps.map(({ action }) => action)).toEqual(
      driven?.states.slice(1).map(({ step }) => step?.action),
    )
    expect(steps.filter(({ action }) => action === 'Send').map(({ seen }) => seen)).toEqual([
      'anchored',
    ])
    expect(new Set(steps.map(({ seen }) => seen))).toEqual(
      new Set(['anchored', 'inferred', 'unordered']),
    )
  })

  it('measures its start and the replay separately', () => {
    const { engine, seconds } = replayOf(`${variant}.failed-open.1x1.SendImpliesPeerUp`).row
    const { startSeconds, replaySeconds } = engine
    expect((startSeconds ?? 0) + (replaySeconds ?? 0)).toBeLessThan(seconds)
  })
})

const others = [
  'v8.clean-start.1x1.SendImpliesPeerUp',
  'v8.clean-start.1x2.SendImpliesPeerUp',
  'v8.clean-start.6x2.SendImpliesPeerUp',
  'v8.flap.1x1.SendUsesPeersSocket',
  'v8.failed-open.1x1.BarrierOpens',
  'fix-a.clean-start.1x1.NeverTwoRings',
  'fix-a.failed-open.1x1.NeverSends',
  'fix-c.clean-start.1x1.NeverSends',
  'fix-c.flap.1x1.NeverRecovers',
]

describeEngine(
  'an unmodified engine with the late bump, with traces of other variants',
  () => {
    let replays: Map<string, BinaryReplay>
    beforeAll(async () => {
      replays = await replayAll(others)
    }, 300_000)

    it.each(others)('refuses %s, at the step that the model predicts', (name) => {
      const row = replays.get(name)?.row
      if (row === undefined) throw new Error('expected a replay')
      expect(row).toMatchObject({ expected: 'refused', predicted: expect.any(Number), errno: null })
      expect(['refused', 'diverged']).toContain(row.verdict)
      expect(replayIsAsExpected(row)).toBe(true)
      // The range of steps is narrow enough to mean something.
      expect((row.upTo ?? row.step ?? 0) - (row.step ?? 0)).toBeLessThanOrEqual(1)
    })

    it('refuses the race when its thread goes on to the ring without a bump', () => {
      const { row, replayed, driven } = replays.get(at(others, 0)) ?? {}
      expect(row).toMatchObject({ verdict: 'refused', action: 'Bind', performer: 'W#01-tx0' })
      expect(row?.why).toContain('did not take BumpReadTurn after Bind: it came to BeginRing')
      const actions = replayed?.judged.steps.map(({ action }) => action)
      const expected = driven?.states.slice(1, (row?.step ?? 0) + 1).map(({ step }) => step?.action)
      expect(actions).toEqual(expected)
    })
  },
  lateBump,
)
