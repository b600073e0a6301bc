import { join } from 'node:path'
import pMap from 'p-map'
import { type ReplayedTrace, replayTrace } from '../src/check/replay-trace.js'
import type { Specification } from '../src/core/manifest.js'
import { median } from '../src/core/median.js'
import { packageRoot } from '../src/core/package-root.js'
import { readTrace } from '../src/core/trace-file.js'
import { adapterOf } from '../src/suricata/adapter.js'
import { secondsOf } from './statistics.js'

const name = 'v8.clean-start.1x1.SendImpliesPeerUp'

/** Replays of one trace: their cost, their number a second, and whether 1,000 have the same verdict. */
export async function benchReplays({ folder, mapping }: Specification) {
  const trace = readTrace(join(packageRoot, 'traces', `${name}.itf.json`), mapping)
  const mappingFile = join(folder, 'mapping.json')
  const once = (): Promise<ReplayedTrace> =>
    replayTrace({
      trace,
      mapping,
      mappingFile,
      variant: trace.variant,
      features: trace.features,
      expected: 'reproduced',
      adapter: adapterOf(mapping),
      observe: null,
    })
  const alone: ReplayedTrace[] = []
  for (let i = 0; i < 60; i++) alone.push(await once())
  // The first 20 warm the machine up; `first` has the cold cost, as a person's single replay does.
  const warm = alone.slice(20)
  const perSecond: Record<string, number> = {}
  for (const atOnce of [1, 2, 4, 8]) {
    const runs = Array.from({ length: 80 })
    const seconds = await secondsOf(() => pMap(runs, once, { concurrency: atOnce }))
    perSecond[atOnce] = round(runs.length / seconds)
  }
  const verdicts = new Map<string, number>()
  await pMap(
    Array.from({ length: 1000 }),
    async () => {
      const { row } = await once()
      const verdict = `${row.verdict} ${row.errno}`
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    },
    { concurrency: 4 },
  )
  return {
    trace: name,
    steps: trace.states.length - 1,
    driverMs: {
      first: round(alone[0]?.replayed.driverMs ?? 0),
      median: round(median(warm.map((r) => r.replayed.driverMs))),
      goal: 5,
    },
    wholeReplayMs: {
      first: round((alone[0]?.row.seconds ?? 0) * 1000),
      median: round(median(warm.map((r) => r.row.seconds * 1000))),
    },
    replaysPerSecondByNumberAtOnce: perSecond,
    verdictsOf1000: Object.fromEntries(verdicts),
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
