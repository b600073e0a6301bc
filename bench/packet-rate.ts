import { join } from 'node:path'
import { featuresText } from '../src/core/features.js'
import { featuresOf, readSpecification } from '../src/core/manifest.js'
import { packageRoot } from '../src/core/package-root.js'
import { nativeFolder, supervise } from '../src/process/supervise.js'
import { engineStarted } from '../src/suricata/engine-log.js'
import { Injector } from '../src/suricata/network/injector.js'

const { manifest } = readSpecification(join(packageRoot, 'spec'))

/** How many frames each run floods a pair with. */
export const framesEach = 100_000

/** Packets a second that a program of `native/` forwards through one veth pair, as a variant. */
export async function packetsPerSecond(program: string, variant: string): Promise<number> {
  const features = featuresText(featuresOf(manifest, variant))
  const words = ['--features', features, '--interfaces', 'tx0:rx0']
  const kept = supervise(join(nativeFolder, program), words, { network: 'tx0:rx0', sockets: 1 })
  try {
    const [socket] = kept.sockets
    if (socket === undefined) throw new Error('expected a socket to the injector')
    await started(kept.stdout)
    const { received, seconds } = await new Injector(socket).flood('tx0', 'rx0', framesEach)
    // A rate of nothing would be a cost of 100 %, and no measurement.
    if (received === 0) throw new Error(`expected ${variant} to forward, got none of ${framesEach}`)
    return received / seconds
  } finally {
    await kept.end()
  }
}

async function started(stdout: NodeJS.ReadableStream): Promise<void> {
  let said = ''
  for await (const text of stdout.setEncoding('utf8')) {
    said += text
    if (engineStarted.test(said)) return
  }
  throw new Error(`expected the engine to start, got: ${said}`)
}
