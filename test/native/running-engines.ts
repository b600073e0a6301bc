import { afterEach } from 'vitest'
import { type EngineOptions, GatedEngine, type Snapshot } from './gated-engine.js'

/** The threads of one pair. */
export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'
export const tx2 = 'W#02-tx0'
export const rx2 = 'W#02-rx0'

let running: GatedEngine[] = []
afterEach(async () => {
  await Promise.all(running.map((engine) => engine.kept.end()))
  running = []
})

/** An engine that ends with the test. */
export function launch(options: EngineOptions = {}): GatedEngine {
  const engine = new GatedEngine(options)
  running.push(engine)
  return engine
}

/** One whose threads all stand at their first gates. */
export async function start(options: EngineOptions = {}): Promise<GatedEngine> {
  const engine = launch(options)
  await engine.assemble()
  return engine
}

/** From its turn to where its entry is published. */
export const openAndPublish = [
  'OpenSocket',
  'Bind',
  'BeginRing',
  'EndRing',
  'PublishIfIndex',
] as const

/** Opened one after the other, and through the barrier. */
export async function startForwarding(options: EngineOptions = {}): Promise<GatedEngine> {
  const engine = await start(options)
  for (const thread of engine.threads) await engine.step(thread, 'WaitTurn', ...openAndPublish)
  for (const thread of engine.threads) await engine.step(thread, 'SynchronizeStart')
  return engine
}

/** One frame through a thread to the end of its Send. */
export async function forward(engine: GatedEngine, thread: string): Promise<Snapshot> {
  await engine.frame(thread)
  return engine.step(thread, 'Receive', 'Send')
}
