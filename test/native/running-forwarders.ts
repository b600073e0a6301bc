import { afterEach } from 'vitest'
import { GatedForwarder, type Options } from './gated-forwarder.js'

/** The threads of one pair with one thread an interface. */
export const tx = 'W#01-tx0'
export const rx = 'W#01-rx0'

let running: GatedForwarder[] = []
afterEach(async () => {
  await Promise.all(running.map((forwarder) => forwarder.supervised.end()))
  running = []
})

/** Starts a forwarder that ends with the test, up to where all threads stand at their first gates. */
export async function start(options: Options): Promise<GatedForwarder> {
  const forwarder = await GatedForwarder.start(options)
  running.push(forwarder)
  return forwarder
}
