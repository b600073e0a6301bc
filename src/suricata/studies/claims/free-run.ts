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
  /** Threads that stop at gates; without any the program runs free. */
  gates?: readonly string[]
  /** Instead of the forwarder. */
  program?: string
  signal?: AbortSignal
}

/** The forwarder between tx0 and rx0, with one thread each. */
export class Run {
  readonly kept: SupervisedProcess
  readonly log: LogReader
  readonly injector: Injector
  /** Of the gates, in their order. */
  readonly sockets: SupervisedProcess['sockets']

  constructor({ features, down = [], gates = [], program, signal }: RunOptions) {
    const words = ['--interfaces', 'tx0:rx0', '--features', featuresText(features)]
    this.kept = supervise(program ?? join(nativeFolder, 'forwarder'), words, {
      ...{ network: 'tx0:rx0', down, sockets: 1 + gates.length },
      env: { PEERUP_GATES: gates.map((name, i) => `${name}=${5 + i}`).join(',') },
      ...(signal === undefined ? {} : { signal }),
    })
    const [first, ...sockets] = this.kept.sockets
    if (first === undefined) throw new PeerupError('program', 'expected the injector, got none')
    this.injector = new Injector(first)
    this.sockets = sockets
    this.log = new LogReader(this.kept.stdout)
  }

  /** Stops it as an operator would: its log up to the counters at the end. */
  async finish(deadlineMs = 10_000): Promise<readonly string[]> {
    this.kept.stop()
    const how = await exitWithin(this.kept.ended, deadlineMs)
    if (how === 'with code 0') return this.log.all()
    const came = how === null ? `it still runs after ${deadlineMs} ms` : `it ended ${how}`
    throw new PeerupError('program', `expected the forwarder to end when stopped, ${came}`)
  }
}

export const countOf = (log: readonly string[], pattern: RegExp): number =>
  log.filter((line) => pattern.test(line)).length
