import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { featuresOf, readSpecification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { nativeFolder } from '../../../../src/process/supervise.js'
import type { Engine } from '../../../../src/suricata/studies/restarts/engine.js'
import { reproduce } from '../../../../src/suricata/studies/restarts/reproduce.js'
import { Restarts } from '../../../../src/suricata/studies/restarts/restarter.js'
import type { Cycle, ReproduceOptions } from '../../../../src/suricata/studies/restarts/result.js'
import { runCycle } from '../../../../src/suricata/studies/restarts/run-cycle.js'
import { variantEngine } from '../../../../src/suricata/studies/restarts/variant-engine.js'
import { poll } from '../../../cli/family.js'
import { small } from './samples.js'

const network = 'tx0:rx0'
const { manifest } = readSpecification(join(packageRoot, 'spec'))
const forwarder = (variant: string, options: ReproduceOptions): Engine =>
  variantEngine({ name: variant, features: featuresOf(manifest, variant) }, options)
const engineOf = (variant: string, more: Partial<Engine> = {}): Engine => ({
  ...forwarder(variant, small),
  ...more,
})
/** Any program, in place of the engine. */
const scripted = (...command: string[]): Engine => engineOf('v8', { command, startMs: 5000 })

const isRunning = (command: string): boolean =>
  readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim() === command
    } catch {
      // It ended meanwhile.
      return false
    }
  })

let opened: Restarts[] = []
afterEach(async () => {
  await Promise.all(opened.map((restarts) => restarts.end()))
  opened = []
})

async function open(engine: Engine, down: string[] = [], perSecond = 1000): Promise<Restarts> {
  const restarts = new Restarts(engine, network, down)
  opened.push(restarts)
  await restarts.injector.traffic(network, perSecond, 60)
  return restarts
}

describe('a restart', () => {
  it('is a new process with events of its own', async () => {
    const restarts = await open(engineOf('v8'))
    const request = { engine: engineOf('v8'), network, options: small }
    const cycles = [await runCycle(restarts, request), await runCycle(restarts, request)]
    for (const cycle of cycles) {
      expect(cycle).toMatchObject({ stoppedBy: 'SIGTERM', ended: { code: 0, signal: null } })
      expect(cycle.started).toBeGreaterThan(0)
      expect(cycle.threads.map(({ thread }) => thread)).toEqual(['W#01-tx0', 'W#01-rx0'])
    }
    // 0 is its launch; an event of the previous run would come earlier.
    for (const { bound, ring, published, started } of cycles.flatMap(({ threads }) => threads)) {
      const order = [0, bound, ring, published, started]
      expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)))
    }
  })

  it('has a log of its own', async () => {
    const engine = scripted('/bin/sh', '-c', 'echo process $$')
    const restarts = await open(engine)
    const request = { engine, network, options: small }
    const cycles = [await runCycle(restarts, request), await runCycle(restarts, request)]
    const logs = cycles.map(({ said }) => said)
    expect(logs).toEqual([
      [expect.stringMatching(/^process \d+$/)],
      [expect.stringMatching(/^process \d+$/)],
    ])
    expect(logs[1]).not.toEqual(logs[0])
  })

  it('forwards the traffic and the probes at the same time', async () => {
    const restarts = await open(engineOf('v7'))
    const engine = engineOf('v7')
    const { ways, pairs } = await runCycle(restarts, { engine, network, options: small })
    expect(ways.map(({ forwards }) => forwards)).toEqual(['all', 'all'])
    expect(pairs).toMatchObject([{ rxPackets: 16, asymmetry: expect.any(String) }])
    expect(pairs[0]?.txPackets).toBeGreaterThan(16)
    const { sent } = await restarts.injector.stopTraffic()
    expect(sent).toBeGreaterThan(pairs[0]?.txPackets ?? 0)
  })

  it('gives every thread of an interface frames of the traffic or of the probes', async () => {
    const options = { ...small, threads: 2 }
    const engine = forwarder('v7', options)
    const restarts = await open(engine)
    const { threads } = await runCycle(restarts, { engine, network, options })
    expect(threads.map(({ firstSend }) => firstSend)).toEqual(Array(4).fill(expect.any(Number)))
  })

  it("ends the program's children with it, and reports its signal", async () => {
    const nap = `600.${process.pid}`
    const script = `sleep ${nap} & kill -SEGV $$`
    const restarts = await open(scripted('/bin/sh', '-c', script))
    for (let i = 0; i < 2; i++) {
      const run = restarts.start()
      expect((await restarts.orFail(run.ended)).ended).toEqual({ code: null, signal: 'SIGSEGV' })
      await restarts.orFail(run.log.complete)
      await poll(() => !isRunning(`sleep ${nap}`), 'the end of its child', 5000)
    }
  })

  it('is probed again with a longer deadline if no frame passes at first', async () => {
    const restarts = await open(engineOf('v7'))
    const { injector } = restarts
    const reach = injector.reach.bind(injector)
    const deadlines: number[] = []
    injector.reach = async (network, flows, deadlineMs) => {
      deadlines.push(deadlineMs)
      const probed = await reach(network, flows, deadlineMs)
      if (deadlines.length > 1) return probed
      return { ...probed, reach: probed.reach.map((way) => ({ ...way, through: 0 })) }
    }
    const cycle = await runCycle(restarts, { engine: engineOf('v7'), network, options: small })
    expect(deadlines).toEqual([2000, 10_000])
    expect(cycle.ways.map(({ forwards }) => forwards)).toEqual(['all', 'all'])
  })

  it('counts neither as wedged nor as stopped if the engine ends during the probes', async () => {
    const restarts = await open(engineOf('v7'))
    const { injector } = restarts
    const reach = injector.reach.bind(injector)
    const log = restarts.log()
    injector.reach = async (...request) => {
      restarts.signal('kill')
      await log.complete
      return reach(...request)
    }
    const cycle = await runCycle(restarts, { engine: engineOf('v7'), network, options: small })
    expect(cycle.started).toBeGreaterThan(0)
    expect(cycle).toMatchObject({ ways: [], pairs: [{ asymmetry: 'unknown' }] })
    expect(cycle).toMatchObject({ stoppedBy: 'itself', ended: { signal: 'SIGKILL' } })
    expect(cycle.ms.stop).toBe(0)
  })

  it('rejects once if it is cancelled during the launch of the engine', async () => {
    const restarts = await open(engineOf('v7'))
    const start = restarts.start.bind(restarts)
    restarts.start = () => {
      const run = start()
      void restarts.end()
      return { ...run, launchedUs: new Promise(() => {}) }
    }
    const unhandled: unknown[] = []
    const collect = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', collect)
    try {
      const cycle = runCycle(restarts, { engine: engineOf('v7'), network, options: small })
      await expect(cycle).rejects.toThrow('expected the restarter to run until it is stopped')
      // Node reports unhandled rejections before the next turn of its event loop.
      await new Promise(setImmediate)
      expect(unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', collect)
    }
  })

  it('rejects if the program reports something that is not an event', async () => {
    const restarts = await open(scripted('/bin/sh', '-c', 'echo "{}" >&5; sleep 600'))
    restarts.start()
    await expect(restarts.failure).rejects.toThrow("expected an event of the engine's start")
  })
})

describe('an interface that is down at the start, and comes up', () => {
  /** A cycle whose rx0 comes up once its thread has failed to open it. */
  async function failedOpen(variant: string): Promise<Cycle> {
    const engine = engineOf(variant, { startMs: 4000 })
    // Hundreds of frames must have gone one way before the probes have gone both ways.
    const restarts = await open(engine, ['rx0'], 20_000)
    const log = restarts.log()
    const logged = (pattern: RegExp) =>
      poll(() => log.lines.some((line) => pattern.test(line)), `${pattern} in the log`, 10_000)
    const cycle = runCycle(restarts, { engine, network, options: small })
    await logged(/rx0: cannot open/)
    await restarts.injector.link('rx0', 'up')
    await logged(/rx0: interface is back up/)
    return cycle
  }

  it('wedges v8, whose counters differ and whose probes do not pass', async () => {
    const { started, ways, pairs, said } = await failedOpen('v8')
    expect(started).toBe(null)
    expect(ways.find((way) => way.in === 'tx0')?.forwards).toBe('none')
    expect(pairs).toMatchObject([{ asymmetry: 'wedge' }])
    expect(said.join()).toContain('rx0: interface is back up')
  })

  it('does not wedge v7, whose counters differ too and whose probes pass', async () => {
    const { started, ways, pairs } = await failedOpen('v7')
    expect(started).toBeGreaterThan(0)
    expect(ways.map(({ forwards }) => forwards)).toEqual(['all', 'all'])
    expect(pairs).toMatchObject([{ asymmetry: 'one-way traffic' }])
  })
})

describe('the race', () => {
  const options: ReproduceOptions = { cycles: 1, pairs: 6, threads: 2, ringDelayUs: 100_000 }

  /** Restarts until a cycle shows ENOTSOCK, because real time decides; `limit` cycles at most. */
  async function cyclesUntilHit(variant: string, program: string, limit: number): Promise<Cycle[]> {
    const engine = forwarder(variant, options)
    const [, ...words] = engine.command
    const other = { ...engine, command: [join(nativeFolder, program), ...words] }
    const cycles: Cycle[] = []
    while (cycles.length < limit && !cycles.some(({ enotsock }) => enotsock > 0)) {
      const result = await reproduce(other, options)
      cycles.push(...result.cycles)
    }
    return cycles
  }

  it('shows ENOTSOCK in v8 and wedges no pair', async () => {
    const cycles = await cyclesUntilHit('v8', 'forwarder', 25)
    const hit = cycles.at(-1)
    expect(hit?.enotsock).toBeGreaterThan(0)
    expect(hit?.sendErrors).toBeGreaterThanOrEqual(hit?.enotsock ?? 0)
    expect(hit?.ways.every(({ forwards }) => forwards === 'all')).toBe(true)
  })

  it('shows no ENOTSOCK in fix-a', async () => {
    const { table, cycles } = await reproduce(forwarder('fix-a', options), {
      ...{ ...options, cycles: 4 },
    })
    expect(table).toMatchObject({ started: 4, withEnotsock: 0, enotsockLines: 0, wedgedPairs: 0 })
    expect(cycles.map(({ sendErrors }) => sendErrors)).toEqual([0, 0, 0, 0])
  })

  it('shows ENOTSOCK in fix-a without its guard', async () => {
    const cycles = await cyclesUntilHit('fix-a', 'forwarder-mutant-guard-removed', 25)
    expect(cycles.at(-1)?.enotsock).toBeGreaterThan(0)
  })
})
