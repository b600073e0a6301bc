import { loadavg } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { writeMeasured } from '../src/check/measured.js'
import { featuresOf, readSpecification } from '../src/core/manifest.js'
import { median } from '../src/core/median.js'
import { packageRoot } from '../src/core/package-root.js'
import { within } from '../src/process/within.js'
import { engineStarted } from '../src/suricata/engine-log.js'
import { fanoutOrderBySends } from '../src/suricata/network/fanout-order.js'
import { linksOf } from '../src/suricata/network/links.js'
import type { Engine } from '../src/suricata/studies/restarts/engine.js'
import { reproduce } from '../src/suricata/studies/restarts/reproduce.js'
import { Restarts } from '../src/suricata/studies/restarts/restarter.js'
import type { ReproduceOptions } from '../src/suricata/studies/restarts/result.js'
import { networkOf, variantEngine } from '../src/suricata/studies/restarts/variant-engine.js'
import { asCommand } from './as-command.js'
import { engineNamed } from './engine-named.js'

// How long engines take to start, side by side, and whether the threads of each interface are in their fanout
// group in the order of their turns: forwarder variants, and each Suricata named on the command line. The results
// go to docs/measured/starts.json.

const variants = ['v7', 'v8', 'fix-a', 'fix-c', 'fix-d']
const rounds = 10
/** Rounds in which the order is looked at too. */
const orderRounds = 5
const delaysUs = [500_000, 0]
const size: ReproduceOptions = { cycles: 1, pairs: 6, threads: 2, ringDelayUs: 0 }

const { manifest } = readSpecification(join(packageRoot, 'spec'))
const words = process.argv.slice(2)

type Row = {
  engine: string
  ringDelayUs: number
  /** Milliseconds from launch to "Engine started"; null: it did not come. */
  startMs: (number | null)[]
  medianStartMs: number | null
  /** Starts with a send to standard input, and all of these. */
  startsWithEnotsock: number
  enotsockSends: number
  /** Of the starts whose order was looked at, those with each interface in the order of turns. */
  ordered: number
  ofOrders: number
  /** Interfaces out of order, in all of these. */
  interfacesOutOfOrder: number
}

const emptyRow = (engine: string, ringDelayUs: number): Row => ({
  engine,
  ringDelayUs,
  startMs: [],
  medianStartMs: null,
  startsWithEnotsock: 0,
  enotsockSends: 0,
  ordered: 0,
  ofOrders: 0,
  interfacesOutOfOrder: 0,
})

const lastOf = ({ startMs, ...row }: Row) => ({ ...row, lastStartMs: startMs.at(-1) })

function enginesOf(options: ReproduceOptions): Engine[] {
  return [
    ...variants.map((name) =>
      variantEngine({ name, features: featuresOf(manifest, name) }, options),
    ),
    ...words.map((word) => engineNamed(word, options)),
  ]
}

/** Every round begins with another engine, so that a slow phase of the machine does not fall on the same one. */
const inTurn = <T>(list: readonly T[], round: number): T[] =>
  list.map((_, i) => list[(i + round) % list.length] as T)

const medianOf = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null)
  return known.length < times.length ? null : Math.round(median(known))
}

/** One cold start under traffic, with probes after it. */
async function measureStart(engine: Engine, options: ReproduceOptions, row: Row): Promise<void> {
  const { cycles } = await reproduce(engine, options)
  for (const { started, enotsock, enotsockSends } of cycles) {
    const sends = Math.max(enotsock, enotsockSends ?? 0)
    row.startMs.push(started === null ? null : Math.round(started))
    row.startsWithEnotsock += sends > 0 ? 1 : 0
    row.enotsockSends += sends
  }
}

/** The same engine, with groups in which the processor that takes a frame selects its thread. */
function byProcessor(engine: Engine): Engine {
  if (engine.prepare === null) return { ...engine, command: [...engine.command, '--fanout', 'cpu'] }
  const { env, script } = engine.prepare
  const config = env.PEERUP_CONFIG?.replaceAll('cluster_flow', 'cluster_cpu') ?? ''
  return { ...engine, prepare: { script, env: { ...env, PEERUP_CONFIG: config } } }
}

/** One cold start without traffic, and then a frame for each place. */
async function measureOrder(engine: Engine, options: ReproduceOptions, row: Row): Promise<void> {
  const topology = { pairs: options.pairs, threads: options.threads }
  const restarts = new Restarts(byProcessor(engine), networkOf(options), [])
  try {
    const run = restarts.start()
    const started = run.log.comes(engineStarted)
    await restarts.launched(run)
    if ((await within(restarts.orFail(started), engine.startMs)) === null) return
    await setTimeout(200)
    const senders = () =>
      run.events.flatMap(({ event, thread }) => (event === 'first-send' ? [thread] : []))
    const network = { injector: restarts.injector, links: linksOf(topology), topology }
    const order = await restarts.orFail(fanoutOrderBySends(network, senders))
    const wrong = Object.values(order).filter((threads) => threads.some(isOutOfPlace)).length
    row.ofOrders += 1
    row.ordered += wrong === 0 ? 1 : 0
    row.interfacesOutOfOrder += wrong
    restarts.signal('term')
    await within(run.ended, 10_000)
  } finally {
    await restarts.end()
  }
}

const isOutOfPlace = (thread: string, place: number): boolean =>
  !thread.startsWith(`W#${String(place + 1).padStart(2, '0')}-`)

await asCommand(async () => {
  const rows = new Map<string, Row>()
  /** Before each round: other work makes starts slower. */
  const loads: number[] = []
  for (let round = 0; round < rounds; round++) {
    loads.push(Math.round(loadavg()[0] ?? Number.NaN))
    for (const ringDelayUs of delaysUs) {
      const options = { ...size, ringDelayUs }
      for (const engine of inTurn(enginesOf(options), round)) {
        const key = `${engine.subject.kind} ${engine.subject.name}`
        const row = rows.get(`${key} ${ringDelayUs}`) ?? emptyRow(key, ringDelayUs)
        rows.set(`${key} ${ringDelayUs}`, row)
        await measureStart(engine, options, row)
        if (round < orderRounds) await measureOrder(engine, options, row)
        process.stdout.write(`${round + 1} ${JSON.stringify(lastOf(row))}\n`)
      }
    }
  }
  const starts = [...rows.values()].map((row) => ({ ...row, medianStartMs: medianOf(row.startMs) }))
  writeMeasured(packageRoot, 'starts', { rounds, size: '6x2', loads, starts })
})
