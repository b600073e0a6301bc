import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { writeMeasured } from '../src/check/measured.js'
import { featuresOf, readSpecification } from '../src/core/manifest.js'
import { packageRoot } from '../src/core/package-root.js'
import { within } from '../src/process/within.js'
import { engineStarted } from '../src/suricata/engine-log.js'
import type { Engine } from '../src/suricata/studies/restarts/engine.js'
import { Restarts } from '../src/suricata/studies/restarts/restarter.js'
import type { ReproduceOptions } from '../src/suricata/studies/restarts/result.js'
import { networkOf, variantEngine } from '../src/suricata/studies/restarts/variant-engine.js'
import { asCommand } from './as-command.js'
import { engineNamed } from './engine-named.js'

// What becomes of engines whose links go down: a start with one interface down, and flaps under traffic with a
// count of mapped rings before and after. The engines are forwarder variants, and each Suricata named on the
// command line. The results go to docs/measured/recoveries.json.

const variants = ['v7', 'v8', 'fix-a', 'fix-c', 'fix-d']
const flaps = 10
/** Longer than the half second between two attempts to open again. */
const downMs = 1200
const recoveryMs = 5000
/** Half the time that upstream gives its threads: a barrier that stays closed stays so. */
const startMs = 30_000
const flows = 16
const size: ReproduceOptions = { cycles: 1, pairs: 1, threads: 2, ringDelayUs: 0 }
const network = networkOf(size)

const { manifest } = readSpecification(join(packageRoot, 'spec'))

/** Whether every flow comes through, both ways. */
async function forwards({ injector }: Restarts): Promise<boolean> {
  const { reach } = await injector.reach(network, flows, recoveryMs)
  return reach.every(({ through }) => through === flows)
}

async function started(
  restarts: Restarts,
): Promise<{ startMs: number | null; pid: number | null }> {
  const run = restarts.start()
  const line = restarts.orFail(run.log.comes(engineStarted))
  const launchedUs = await restarts.launched(run)
  const us = await within(line, startMs)
  return {
    startMs: us === null ? null : Math.round((us - launchedUs) / 1000),
    pid: ringProcess(),
  }
}

/** The engine starts, or not, with rx0 down; then rx0 comes up. */
async function startWithOneDown(engine: Engine) {
  const restarts = new Restarts(engine, network, ['rx0'])
  try {
    const { startMs } = await started(restarts)
    await restarts.injector.link('rx0', 'up')
    await setTimeout(downMs)
    return { startMs, forwardsOnceUp: await restarts.orFail(forwards(restarts)) }
  } finally {
    await restarts.end()
  }
}

async function flapUnderTraffic(engine: Engine) {
  const restarts = new Restarts(engine, network, [])
  try {
    const { pid } = await started(restarts)
    await restarts.injector.traffic(network, 1000, 600)
    const ringsBefore = ringsOf(pid)
    let recovered = 0
    for (let flap = 0; flap < flaps; flap++) {
      await restarts.injector.link('rx0', 'down')
      await setTimeout(downMs)
      await restarts.injector.link('rx0', 'up')
      await setTimeout(downMs)
      recovered += (await restarts.orFail(forwards(restarts))) ? 1 : 0
    }
    return { recovered, ringsBefore, ringsAfter: ringsOf(pid) }
  } finally {
    await restarts.end()
  }
}

/** Rings of packet sockets that a process has mapped; a ring is one mapping of its socket. */
const ringsOf = (pid: number | null): number | null => (pid === null ? null : ringLines(pid).length)

const ringLines = (pid: number | string): string[] => {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8')
      .split('\n')
      .filter((line) => / socket:\[/.test(line))
  } catch {
    return []
  }
}

/** The process below this one that has rings mapped; null if there is none. */
function ringProcess(): number | null {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const own = pids.find((pid) => ringLines(pid).length > 0 && isBelow(pid))
  return own === undefined ? null : Number(own)
}

function isBelow(pid: string): boolean {
  for (let at = pid; at !== '' && at !== '0'; at = parentOf(at)) {
    if (Number(at) === process.pid) return true
  }
  return false
}

function parentOf(pid: string): string {
  try {
    return /\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}

await asCommand(async () => {
  const engines = [
    ...variants.map((name) => variantEngine({ name, features: featuresOf(manifest, name) }, size)),
    ...process.argv.slice(2).map((word) => engineNamed(word, size)),
  ]
  const recoveries: object[] = []
  for (const engine of engines) {
    const { kind, name } = engine.subject
    const row = {
      engine: `${kind} ${name}`,
      oneDown: await startWithOneDown(engine),
      flaps: await flapUnderTraffic(engine),
    }
    recoveries.push(row)
    process.stdout.write(`${JSON.stringify(row)}\n`)
  }
  writeMeasured(packageRoot, 'recoveries', { flaps, size: '1x2', recoveries })
})
