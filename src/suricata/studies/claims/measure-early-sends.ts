import { PeerupError } from '../../../core/error.js'
import type { State } from '../../../core/value.js'
import type { StepOutcome } from '../../../replay/driver.js'
import { type GateDriver, gateDriver } from '../../../replay/gates/gate-driver.js'
import { engineStarted, failedSend } from '../../engine-log.js'
import { linksOf } from '../../network/links.js'
import { bringFrame, type Network } from '../../network/probes.js'
import { parseTopology } from '../../network/topology.js'
import type { EarlySendsExperiment, EarlySendsFacts } from './experiment.js'
import { countOf, Run, type RunOptions } from './free-run.js'

const [sender, peer] = ['W#01-tx0', 'W#01-rx0']
/** More gates than there are between any two that are asked for here. */
const mostSteps = 100

/** Lets one thread forward while its peer stands inside its ring set-up, and then the peer come up. */
export async function measureEarlySends(
  { frames, held = false }: EarlySendsExperiment,
  gates: readonly string[],
  options: Pick<RunOptions, 'features' | 'program' | 'signal'>,
): Promise<EarlySendsFacts> {
  const { signal = new AbortController().signal } = options
  const threads = [sender, peer]
  const run = new Run({ ...options, gates: threads })
  try {
    const { sockets, injector } = run
    const world = gateDriver({ sockets, threads, gates, ended: run.kept.ended })
    const topology = parseTopology('1x1')
    const network = { injector, links: linksOf(topology), topology, down: new Set<string>() }
    const stage = { world, network, signal }
    parked(await world.assemble(threads, signal))
    for (const thread of threads) await bring(stage, thread, 'BeginRing')
    await bring(stage, sender, 'Receive')
    const answers: string[] = []
    for (let i = 0; i < frames; i++) answers.push(await forward(stage))
    if (held) {
      await receive(stage)
      await bring(stage, sender, 'Send')
    }
    await bring(stage, peer, 'Receive')
    await run.log.until(engineStarted, 10_000)
    if (held) answers.push(await goOn(stage))
    const thenAnswer = await forward(stage)
    await world.free()
    return { ...factsOf(await run.finish(), answers), thenAnswer }
  } finally {
    await run.kept.end()
  }
}

type Stage = { world: GateDriver; network: Network; signal: AbortSignal }

function factsOf(log: readonly string[], answers: readonly string[]) {
  const warned = log.findIndex((line) => failedSend.test(line))
  return {
    answers: [...new Set(answers)].join(', '),
    failed: answers.filter((answer) => answer !== 'ok').length,
    warnings: countOf(log, failedSend),
    warnedBeforeStarted: warned >= 0 && warned < log.findIndex((line) => engineStarted.test(line)),
  }
}

/** Steps a thread on until it stands at a gate. */
async function bring({ world, signal }: Stage, thread: string, gate: string): Promise<void> {
  for (let steps = 0; world.standing(thread) !== gate; steps++) {
    if (steps === mostSteps) {
      const message = `expected ${thread} to come to ${gate}, it stands at ${world.standing(thread)}`
      throw new PeerupError('gate', message)
    }
    parked(await world.release(thread, signal))
  }
}

/** Gives the sender a frame, and returns what came of it: an answer of the kernel, or `none`. */
async function forward(stage: Stage): Promise<string> {
  await receive(stage)
  return goOn(stage)
}

async function receive({ world, network, signal }: Stage): Promise<void> {
  const before = parked(await world.look(sender))
  await bringFrame(network, world, sender, before, signal)
  parked(await world.release(sender, signal))
}

async function goOn({ world, signal }: Stage): Promise<string> {
  let after = parked(await world.look(sender))
  for (let steps = 0; world.standing(sender) !== 'Receive' && steps < mostSteps; steps++) {
    after = parked(await world.release(sender, signal))
  }
  const sent = after.sent as { readonly [thread: string]: { readonly result: string } }
  const result = sent[sender]?.result
  if (result !== undefined) return result
  throw new PeerupError('gate', `expected sent.${sender}.result in a snapshot, got none`)
}

function parked(met: StepOutcome): State {
  if (met.kind === 'parked') return met.snapshot
  throw new PeerupError('gate', met.why)
}
