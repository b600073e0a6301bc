import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { type FeatureRecord, featuresText } from '../../../core/features.js'
import { exitWithin } from '../../../process/exit-within.js'
import { nativeFolder, type SupervisedProcess, supervise } from '../../../process/supervise.js'
import { Injector } from '../../network/injector.js'
import { LogReader } from './log-reader.js'

export type RunOptions = {
  features: FeatureRecord
  down?: readonly string[]
  /** Threads that stop at gates; without any the program runs freely. */
  gates?: readonly string[]
  /** Runs this program instead of the forwarder. */
  program?: string
  signal?: AbortSignal
}

/** The forwarder between tx0 and rx0, with one thread each. */
export class Run {
  readonly supervised: SupervisedProcess
  readonly log: LogReader
  readonly injector: Injector
  /** One socket for each gated thread, in the order of `gates`. */
  readonly sockets: SupervisedProcess['sockets']

  constructor({ features, down = [], gates = [], program, signal }: RunOptions) {
    const words = ['--interfaces', 'tx0:rx0', '--features', featuresText(features)]
    this.supervised = supervise(program ?? join(nativeFolder, 'forwarder'), words, {
      ...{ network: 'tx0:rx0', down, sockets: 1 + gates.length },
      env: { PEERUP_GATES: gates.map((name, i) => `${name}=${5 + i}`).join(',') },
      ...(signal === undefined ? {} : { signal }),
    })
    const [injector, ...sockets] = this.supervised.sockets
    if (injector === undefined) {
      throw new PeerupError('program', "expected the injector's socket, got none")
    }
    this.injector = new Injector(injector)
    this.sockets = sockets
    this.log = new LogReader(this.supervised.stdout)
  }

  /** Stops the program as an operator would, and returns its log, with the counters at the end. */
  async finish(deadlineMs = 10_000): Promise<readonly string[]> {
    this.supervised.stop()
    const exit = await exitWithin(this.supervised.ended, deadlineMs)
    if (exit === 'with code 0') return this.log.all()
    const actual = exit === null ? `it still runs after ${deadlineMs} ms` : `it ended ${exit}`
    throw new PeerupError(
      'program',
      `expected the forwarder to end with code 0 on SIGTERM, ${actual}`,
    )
  }
}

export const countOf = (log: readonly string[], pattern: RegExp): number =>
  log.filter((line) => pattern.test(line)).length
