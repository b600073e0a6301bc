import { afterEach } from 'vitest'
import { GatedForwarder, type Options } from './gated-forwarder.js'

/** The threads of one pair with one thread an interface. */
export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'

let running: GatedForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.kept.end()))
  running = []
})

/** A forwarder at its first gates, which ends with the test. */
export async function start(options: Options): Promise<GatedForwarder> {
  const forwarder = await GatedForwarder.start(options)
  running.push(forwarder)
  return forwarder
}
