import { afterEach } from 'vitest'
import { type EngineOptions, GatedEngine, type Snapshot } from './gated-engine.js'

/** The threads of one pair. */
export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'
export const tx2 = 'W#02-tx0'
export const rx2 = 'W#02-rx0'

let running: GatedEngine[] = []
afterEach(async () => {
  await Promise.all(running.map((engine) => engine.supervised.end()))
  running = []
})

/** Starts an engine that ends with the test. */
export function launch(options: EngineOptions = {}): GatedEngine {
  const engine = new GatedEngine(options)
  running.push(engine)
  return engine
}

/** Starts an engine, up to where all threads stand at their first gates. */
export async function start(options: EngineOptions = {}): Promise<GatedEngine> {
  const engine = launch(options)
  await engine.assemble()
  return engine
}

/** The steps from a thread's turn to its publication. */
export const openAndPublish = [
  'OpenSocket',
  'Bind',
  'BeginRing',
  'EndRing',
  'PublishIfIndex',
] as const

/** Starts an engine whose threads have opened in turn and have left the barrier. */
export async function startForwarding(options: EngineOptions = {}): Promise<GatedEngine> {
  const engine = await start(options)
  for (const thread of engine.threads) await engine.step(thread, 'WaitTurn', ...openAndPublish)
  for (const thread of engine.threads) await engine.step(thread, 'SynchronizeStart')
  return engine
}

/** Takes a thread through one frame, to the end of its Send. */
export async function forward(engine: GatedEngine, thread: string): Promise<Snapshot> {
  await engine.frame(thread)
  return engine.step(thread, 'Receive', 'Send')
}
