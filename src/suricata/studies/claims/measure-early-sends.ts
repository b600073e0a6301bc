import { PeerupError } from '../../../core/error.js'
import type { State } from '../../../core/value.js'
import type { StepOutcome } from '../../../replay/driver.js'
import { type GateDriver, gateDriver } from '../../../replay/gates/gate-driver.js'
import { engineStarted, failedSend } from '../../engine-log.js'
import { bringFrame } from '../../network/bring-frame.js'
import { linksOf } from '../../network/links.js'
import type { Network } from '../../network/network.js'
import { parseTopology } from '../../network/topology.js'
import type { EarlySendsExperiment, EarlySendsFacts } from './experiment.js'
import { countOf, Run, type RunOptions } from './free-run.js'

const [sender, peer] = ['W#01-tx0', 'W#01-rx0']
/** More than the gates between any two positions here. */
const maxSteps = 100

/** Lets one thread forward while its peer is inside its ring set-up, then lets the peer come up. */
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
    const driver = gateDriver({ sockets, threads, gates, ended: run.supervised.ended })
    const topology = parseTopology('1x1')
    const links = linksOf(topology)
    const network = { injector, links, topology, byProcessor: false, down: new Set<string>() }
    const stage = { driver, network, signal }
    parked(await driver.assemble(threads, signal))
    for (const thread of threads) await stepTo(stage, thread, 'BeginRing')
    await stepTo(stage, sender, 'Receive')
    const answers: string[] = []
    for (let i = 0; i < frames; i++) answers.push(await forward(stage))
    if (held) {
      await receive(stage)
      await stepTo(stage, sender, 'Send')
    }
    await stepTo(stage, peer, 'Receive')
    await run.log.until(engineStarted, 10_000)
    if (held) answers.push(await send(stage))
    const thenAnswer = await forward(stage)
    await driver.free()
    return { ...factsOf(await run.finish(), answers), thenAnswer }
  } finally {
    await run.supervised.end()
  }
}

type Stage = { driver: GateDriver; network: Network; signal: AbortSignal }

function factsOf(log: readonly string[], answers: readonly string[]) {
  const warned = log.findIndex((line) => failedSend.test(line))
  return {
    answers: [...new Set(answers)].join(', '),
    failed: answers.filter((answer) => answer !== 'ok').length,
    warnings: countOf(log, failedSend),
    warnedBeforeStarted: warned >= 0 && warned < log.findIndex((line) => engineStarted.test(line)),
  }
}

/** Releases a thread until it stands at a gate. */
async function stepTo({ driver, signal }: Stage, thread: string, gate: string): Promise<void> {
  for (let steps = 0; driver.standing(thread) !== gate; steps++) {
    if (steps === maxSteps) {
      const message = `expected ${thread} at ${gate} within ${maxSteps} releases, got ${driver.standing(thread)}`
      throw new PeerupError('gate', message)
    }
    parked(await driver.release(thread, signal))
  }
}

/** Gives the sender a frame, and returns the kernel's answer to its send, or `none`. */
async function forward(stage: Stage): Promise<string> {
  await receive(stage)
  return send(stage)
}

async function receive({ driver, network, signal }: Stage): Promise<void> {
  const before = parked(await driver.look(sender))
  await bringFrame(network, driver, sender, before, signal)
  parked(await driver.release(sender, signal))
}

async function send({ driver, signal }: Stage): Promise<string> {
  let after = parked(await driver.look(sender))
  for (let steps = 0; driver.standing(sender) !== 'Receive' && steps < maxSteps; steps++) {
    after = parked(await driver.release(sender, signal))
  }
  const sent = after.sent as { readonly [thread: string]: { readonly result: string } }
  const result = sent[sender]?.result
  if (result !== undefined) return result
  throw new PeerupError('gate', `expected sent.${sender}.result in a snapshot, got none`)
}

/** The snapshot of a parked thread; throws a PeerupError `gate` for any other outcome. */
function parked(outcome: StepOutcome): State {
  if (outcome.kind === 'parked') return outcome.snapshot
  throw new PeerupError('gate', outcome.why)
}
