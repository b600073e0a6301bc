import { join } from 'node:path'
import { featuresText } from '../src/core/features.js'
import { featuresOf, readSpecification } from '../src/core/manifest.js'
import { packageRoot } from '../src/core/package-root.js'
import { nativeFolder, supervise } from '../src/process/supervise.js'
import { engineStarted } from '../src/suricata/engine-log.js'
import { Injector } from '../src/suricata/network/injector.js'

const { manifest } = readSpecification(join(packageRoot, 'spec'))

/** The number of frames that each run sends through a pair. */
export const framesEach = 100_000

/** The packets a second that a native program forwards through one veth pair as `variant`. */
export async function packetsPerSecond(program: string, variant: string): Promise<number> {
  const features = featuresText(featuresOf(manifest, variant))
  const words = ['--features', features, '--interfaces', 'tx0:rx0']
  const supervised = supervise(join(nativeFolder, program), words, {
    network: 'tx0:rx0',
    sockets: 1,
  })
  try {
    const [socket] = supervised.sockets
    if (socket === undefined) throw new Error('the injector has no socket')
    await started(supervised.stdout)
    const { received, seconds } = await new Injector(socket).flood('tx0', 'rx0', framesEach)
    // A rate of 0 would read as a cost of 100 %.
    if (received === 0) throw new Error(`${variant} forwarded none of ${framesEach} frames`)
    return received / seconds
  } finally {
    await supervised.end()
  }
}

async function started(stdout: NodeJS.ReadableStream): Promise<void> {
  let output = ''
  for await (const text of stdout.setEncoding('utf8')) {
    output += text
    if (engineStarted.test(output)) return
  }
  throw new Error(`the engine did not start: ${output}`)
}
