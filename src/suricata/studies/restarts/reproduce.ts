import { interfacePairs } from '../../network/topology.js'
import type { Engine } from './engine.js'
import { Restarts } from './restarter.js'
import {
  type Cycle,
  type ReproduceOptions,
  type ReproduceResult,
  reproduceResult,
} from './result.js'
import { runCycle } from './run-cycle.js'
import { tabulate } from './tabulate.js'
import { networkOf } from './variant-engine.js'

/** Frames into each pair: far below an engine's limit, and one in each millisecond of the race. */
const perSecond = 1000
/** The most that a cycle may take besides its start; and the injector's limit for the duration of traffic. */
const moreSeconds = 60
const maxSeconds = 10_000_000

type Watch = {
  signal?: AbortSignal
  /** Called after each cycle. */
  onCycle?: (cycle: Cycle, number: number) => void
}

/** The report's experiment: cold restarts under traffic in one network. Throws a PeerupError `program`. */
export async function reproduce(
  engine: Engine,
  options: ReproduceOptions,
  { signal, onCycle }: Watch = {},
): Promise<ReproduceResult> {
  const network = networkOf(options)
  const restarts = new Restarts(engine, network, [], signal)
  try {
    const seconds = options.cycles * (Math.ceil(engine.startMs / 1000) + moreSeconds)
    const trafficSeconds = Math.min(seconds, maxSeconds)
    await restarts.orFail(restarts.injector.traffic(network, perSecond, trafficSeconds))
    const begin = performance.now()
    const cycles: Cycle[] = []
    while (cycles.length < options.cycles) {
      const cycle = await runCycle(restarts, { engine, network, options })
      cycles.push(cycle)
      onCycle?.(cycle, cycles.length)
    }
    const all = (performance.now() - begin) / 1000
    const stopped = await restarts.orFail(restarts.injector.stopTraffic())
    return reproduceResult.parse({
      format: 'peerup-reproduce/1',
      subject: engine.subject,
      options,
      traffic: { into: interfacePairs(options).map(([tx]) => tx), perSecond, ...stopped },
      cycles,
      table: tabulate(cycles),
      seconds: { all, starts: cycles.reduce((sum, { ms }) => sum + ms.start, 0) / 1000 },
    })
  } finally {
    await restarts.end()
  }
}
