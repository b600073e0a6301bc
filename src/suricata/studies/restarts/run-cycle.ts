import { monotonicUs } from '../../../process/monotonic-clock.js'
import { within } from '../../../process/within.js'
import { causeIn, complaintsIn } from '../../binary/start-failure.js'
import { countFailures, engineStarted, isOfAnEngine, packetsOf } from '../../engine-log.js'
import type { Arrival, ReachedWay } from '../../network/flow-replies.js'
import { interfacePairs } from '../../network/topology.js'
import { asymmetryOf, forwardsOf, lateMs, reachMs } from './classify.js'
import type { Engine } from './engine.js'
import { isEnotsock, momentsOf } from './events.js'
import { expectEvents } from './expect-ran.js'
import type { Restarts, Run } from './restarter.js'
import type { Counters, Cycle, ReproduceOptions, Way } from './result.js'

/** Ports spread the flows over the threads of an interface: one of two threads gets none of 16 in 30,000 cycles. */
const flows = 16
/** An engine that waits at its barrier ignores SIGTERM. */
const termMs = 10_000
const linesShown = 5

type Request = { engine: Engine; network: string; options: ReproduceOptions }

/** One cold start under traffic, the probes after it, and the engine's end. */
export async function runCycle(restarts: Restarts, request: Request): Promise<Cycle> {
  const { engine, network, options } = request
  const { injector } = restarts
  await restarts.orFail(injector.arrivals())
  const run = restarts.start()
  const startLine = run.log.comes(engineStarted)
  const launchedUs = await restarts.launched(run)
  const ms = (us: number | null) => (us === null ? null : (us - launchedUs) / 1000)
  const runOver = run.ended.then(() => run.log.complete).then(() => null)
  const startedUs = await within(
    Promise.race([restarts.orFail(startLine), runOver]),
    engine.startMs,
  )
  const started = ms(startedUs)
  const probingUs = monotonicUs()
  const hasEnded = async () => (await within(run.ended, 0)) !== null
  const { reach, startUs } = (await hasEnded())
    ? { reach: [], startUs: probingUs }
    : await restarts.orFail(probe(injector, network))
  // An engine that ends before or during the probes forwards nothing; this is not a wedge.
  const endedEarly = await hasEnded()
  const arrivals = await restarts.orFail(injector.arrivals())
  const stoppingUs = monotonicUs()
  const { stoppedBy, ended, endUs } = await stop(restarts, run)
  const { lines } = run.log
  const passed = reach.some(({ through }) => through > 0)
  if (started !== null || passed) expectEvents(engine, run.events)
  // A program that forwards, reports and logs nothing may not be an engine; this is not a wedge either.
  const isEngine = run.events.length > 0 || isOfAnEngine(lines) || passed
  const ways =
    isEngine && !endedEarly ? reach.map((way) => wayOf(way, { arrivals, startUs, ms })) : []
  const threads = momentsOf(run.events, launchedUs)
  return {
    started,
    ...countFailures(lines),
    sendErrors: threads.length > 0 ? threads.reduce((sum, { errors }) => sum + errors, 0) : null,
    enotsockSends: threads.length > 0 ? run.events.filter(isEnotsock).length : null,
    ways,
    pairs: interfacePairs(options).map((pair) => countersOf(pair, packetsOf(lines), ways)),
    stoppedBy,
    ended,
    ms: {
      start: (probingUs - launchedUs) / 1000,
      probe: (stoppingUs - probingUs) / 1000,
      // An engine that ended by itself did so before.
      stop: stoppedBy === 'itself' ? 0 : (endUs - stoppingUs) / 1000,
    },
    threads,
    said: started === null ? saidIn(lines) : [],
  }
}

/** The lines that tell why an engine did not start: its complaints, else its last ones. */
function saidIn(lines: readonly string[]): string[] {
  const cause = causeIn(lines.join('\n'))
  const telling = lines.filter((line) => cause !== null && causeIn(line) === cause)
  const complaints = telling.length > 0 ? telling : complaintsIn(lines)
  return complaints.length > 0 ? complaints : lines.filter((line) => line !== '').slice(-linesShown)
}

/** Probes again with a longer deadline if a flow did not pass, because the engine may only be late. */
async function probe(injector: Restarts['injector'], network: string) {
  const probed = await injector.reach(network, flows, reachMs)
  const late = probed.reach.some(({ flows, through }) => through < flows)
  return late ? await injector.reach(network, flows, lateMs) : probed
}

async function stop(
  restarts: Restarts,
  run: Run,
): Promise<Pick<Cycle, 'stoppedBy' | 'ended'> & { endUs: number }> {
  const ending = restarts.orFail(run.ended)
  let stoppedBy: Cycle['stoppedBy'] = 'itself'
  if ((await within(ending, 0)) === null) {
    stoppedBy = 'SIGTERM'
    restarts.signal('term')
    if ((await within(ending, termMs)) === null) {
      stoppedBy = 'SIGKILL'
      restarts.signal('kill')
    }
  }
  const { ended, us } = await ending
  await restarts.orFail(run.log.complete)
  return { stoppedBy, ended, endUs: us }
}

type Clock = {
  arrivals: readonly Arrival[]
  startUs: number
  ms: (us: number | null) => number | null
}

/** The first frame out is one of the traffic or of the probes, whichever came earlier. */
function wayOf(reached: ReachedWay, { arrivals, startUs, ms }: Clock): Way {
  const { firstMs, ...counts } = reached
  const arrival = arrivals.find(({ out }) => out === reached.out)?.firstUs ?? null
  const probe = firstMs === null ? null : startUs + firstMs * 1000
  const times = [ms(arrival), ms(probe)].filter((time) => time !== null)
  return {
    ...counts,
    forwards: forwardsOf(reached),
    firstFrame: times.length === 0 ? null : Math.min(...times),
  }
}

function countersOf(
  [tx, rx]: readonly [string, string],
  packets: ReadonlyMap<string, number>,
  ways: readonly Way[],
): Counters {
  const [txPackets, rxPackets] = [packets.get(tx) ?? null, packets.get(rx) ?? null]
  const own = ways.filter((way) => way.in === tx || way.in === rx)
  return { tx, rx, txPackets, rxPackets, asymmetry: asymmetryOf({ txPackets, rxPackets }, own) }
}
