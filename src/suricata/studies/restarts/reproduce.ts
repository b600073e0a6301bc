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

/** Into each pair: small beside what an engine takes, and a frame each millisecond in the window. */
const perSecond = 1000
/** What a cycle may take beside its start; and what the injector takes for a bound. */
const moreSeconds = 60
const mostSeconds = 10_000_000

type Watch = {
  signal?: AbortSignal
  /** Told after each cycle. */
  onCycle?: (cycle: Cycle, number: number) => void
}

/** The report's experiment: cold restarts under traffic, in one network. Throws a PeerupError. */
export async function reproduce(
  engine: Engine,
  options: ReproduceOptions,
  { signal, onCycle }: Watch = {},
): Promise<ReproduceResult> {
  const network = networkOf(options)
  const restarts = new Restarts(engine, network, [], signal)
  try {
    const seconds = options.cycles * (Math.ceil(engine.startMs / 1000) + moreSeconds)
    const most = Math.min(seconds, mostSeconds)
    await restarts.orFail(restarts.injector.traffic(network, perSecond, most))
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
