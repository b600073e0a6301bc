import { PeerupError } from '../../../core/error.js'
import { engineStarted, failedSend, packetsOf } from '../../engine-log.js'
import type { TrafficExperiment, TrafficFacts } from './experiment.js'
import { countOf, Run, type RunOptions } from './free-run.js'

type Iface = 'tx0' | 'rx0'

const startMs = 20_000
/** A healthy forwarder takes a millisecond for a frame. After a loss the next frames get less time. */
const frameMs = { first: 1000, afterLoss: 100 }

/** Runs the forwarder without gates, sends traffic through it, and reads its counters at the end. */
export async function measureTraffic(
  { down, intoTx0, intoRx0, patienceMs }: TrafficExperiment,
  options: Pick<RunOptions, 'features' | 'program' | 'signal'>,
): Promise<TrafficFacts> {
  const run = new Run({ ...options, down })
  try {
    await bringUp(run, down)
    const started = await run.log.comes(engineStarted, down.length === 0 ? startMs : patienceMs)
    const outOfRx0 = await pass(run, 'tx0', 'rx0', intoTx0)
    const outOfTx0 = await pass(run, 'rx0', 'tx0', intoRx0)
    const log = await run.finish()
    return {
      // A late start, while frames were lost, counts too.
      engineStarted: started || countOf(log, engineStarted) > 0,
      ...{ outOfRx0, outOfTx0 },
      packetsTx0: counterOf(log, 'tx0'),
      packetsRx0: counterOf(log, 'rx0'),
      warnings: countOf(log, failedSend),
    }
  } finally {
    await run.supervised.end()
  }
}

/**
 * Brings each link up after its thread has failed to open the interface. A thread whose turn never comes
 * logs nothing, so the wait fails.
 */
async function bringUp({ log, injector }: Run, down: readonly Iface[]): Promise<void> {
  for (const iface of down) {
    await log.until(new RegExp(`${iface}: cannot open`), startMs)
    await injector.link(iface, 'up')
    await log.until(new RegExp(`${iface}: interface is back up`), startMs)
  }
}

/** How many of the frames came out. Each frame waits until the previous one is out or its time is up. */
async function pass({ injector }: Run, from: Iface, to: Iface, count: number): Promise<number> {
  let out = 0
  for (let sent = 0; sent < count; sent++) {
    const deadlineMs = out === sent ? frameMs.first : frameMs.afterLoss
    const { received } = await injector.probe(from, to, { threads: 1, count: 1, deadlineMs })
    out += received
  }
  return out
}

function counterOf(log: readonly string[], iface: Iface): number {
  const packets = packetsOf(log).get(iface)
  if (packets !== undefined) return packets
  const last = log.at(-1) ?? 'nothing'
  throw new PeerupError('program', `expected the counters of ${iface}, last line: ${last}`)
}
