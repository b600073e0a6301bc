import pMap from 'p-map'
import { beforeAll, expect, it } from 'vitest'
import { whyUndrivable } from '../../../src/replay/calls/call-order.js'
import { binaryRow, replayIsAsExpected } from '../../../src/report/results.js'
import type { BinaryReplay } from '../../../src/suricata/binary/replay-traces.js'
import { at } from '../../replay/machine/toy.js'
import { describeEngine } from './engine.js'
import { asked, committed, committedOf, lateBump, recognised } from './replaying.js'

/** What an errno is in the engine's log. */
const inWords: Record<string, RegExp> = {
  ENOTSOCK: /sending packet failed on socket \d+: Socket operation on non-socket$/,
  EBADF: /sending packet failed on socket \d+: Bad file descriptor$/,
  ENXIO: /sending packet failed on socket \d+: No such device or address$/,
  ENETDOWN: /sending packet failed on socket \d+: Network is down$/,
}

const variant = recognised.variant ?? 'no-variant'

/** All of them, two at a time; the names of those that failed to run stand beside the others. */
async function askAll(names: readonly string[]): Promise<Map<string, BinaryReplay>> {
  const all = await pMap(names, async (name) => [name, await asked(name)] as const, {
    concurrency: 2,
  })
  return new Map(all)
}

describeEngine('an unmodified engine, of its own variant', () => {
  const names = committedOf(variant)
  let found: Map<string, BinaryReplay>
  beforeAll(async () => {
    found = await askAll(names)
  }, 300_000)
  const of = (name: string) => {
    const one = found.get(name)
    if (one === undefined) throw new Error(`expected a replay of ${name}`)
    return one
  }

  it('has traces', () => {
    expect(names.length).toBeGreaterThan(10)
  })

  it.each(names)('reproduces %s, or says that it cannot be driven', (name) => {
    const { row, driven } = of(name)
    expect(binaryRow.parse(row)).toEqual(row)
    if (driven === null) {
      expect(row).toMatchObject({ verdict: 'not-run', why: whyUndrivable(committed(name)) })
      return
    }
    expect(row).toMatchObject({ verdict: 'reproduced', expected: 'reproduced' })
    expect(row.afterwards).toBe('forwards')
    expect(row.engine).toMatchObject({
      ...{ version: recognised.version, takenFor: variant, ended: 'ended with code 0' },
      ...{ startSeconds: expect.any(Number), replaySeconds: expect.any(Number) },
    })
  })

  it('sends to a peer that is not up: the kernel answers, and its log has the same answer', () => {
    const rows = [...found.values()].map(({ row }) => row).filter(({ errno }) => errno !== null)
    expect(rows.length).toBeGreaterThan(1)
    for (const { errno, engine } of rows) {
      expect(engine.log.some((line) => inWords[errno ?? '']?.test(line))).toBe(true)
    }
    // It logs its first failure alone: a replay without one has no such line.
    const quiet = of(`${variant}.clean-start.1x1.NeverSends`).row
    expect(quiet).toMatchObject({ verdict: 'reproduced', errno: null, engine: { log: [] } })
  })

  it('tells each step of the model, and how it was seen', () => {
    const { replayed, driven } = of(`${variant}.failed-open.1x1.SendImpliesPeerUp`)
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

  it('tells the time of its start and that of the replay apart', () => {
    const { engine, seconds } = of(`${variant}.failed-open.1x1.SendImpliesPeerUp`).row
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
  'an unmodified engine with the late bump, of a variant with the early one',
  () => {
    let found: Map<string, BinaryReplay>
    beforeAll(async () => {
      found = await askAll(others)
    }, 300_000)

    it.each(others)('refuses %s, at the step that the model predicts', (name) => {
      const row = found.get(name)?.row
      if (row === undefined) throw new Error('expected a replay')
      expect(row).toMatchObject({ expected: 'refused', predicted: expect.any(Number), errno: null })
      expect(['refused', 'diverged']).toContain(row.verdict)
      expect(replayIsAsExpected(row)).toBe(true)
      // Not by saying that it may have been anywhere.
      expect((row.upTo ?? row.step ?? 0) - (row.step ?? 0)).toBeLessThanOrEqual(1)
    })

    it('refuses the race where its thread goes on to the ring without a bump', () => {
      const { row, replayed, driven } = found.get(at(others, 0)) ?? {}
      expect(row).toMatchObject({ verdict: 'refused', action: 'Bind', performer: 'W#01-tx0' })
      expect(row?.why).toContain('did not take BumpReadTurn after Bind: it came to BeginRing')
      const told = replayed?.judged.steps.map(({ action }) => action)
      const steps = driven?.states.slice(1, (row?.step ?? 0) + 1).map(({ step }) => step?.action)
      expect(told).toEqual(steps)
    })
  },
  lateBump,
)
