import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { PeerupError } from '../../../core/error.js'
import { linesOf } from '../../../process/lines.js'
import { type SupervisedProcess, supervise } from '../../../process/supervise.js'
import { within } from '../../../process/within.js'
import { preparedBinary, programsFor } from '../../binary/command.js'
import { Injector } from '../../network/injector.js'
import { type Engine, eventsDescriptor } from './engine.js'
import { type EngineEvent, engineEvent } from './events.js'
import { type RunLog, RunLogs } from './run-log.js'

const ending = z.strictObject({
  ended: z.strictObject({ code: z.int().nullable(), signal: z.string().nullable() }),
  us: z.int(),
})
/** The lines that the restarter and the engine write on one socket. */
const controlLine = z.union([z.strictObject({ launchedUs: z.int() }), ending, engineEvent])
type ControlLine = z.infer<typeof controlLine>

type Ended = z.infer<typeof ending>

/** One run of the engine, from its launch to its end. */
export type Run = {
  launchedUs: Promise<number>
  log: RunLog
  /** The events that it has reported so far; complete once `ended` resolves. */
  events: readonly EngineEvent[]
  ended: Promise<Ended>
}

/** How long the restarter may take to fork. */
const launchMs = 10_000
/** How long a keeper may take to end once its sockets are closed. */
const endMs = 2000

/** Starts an engine again and again, while the network and its traffic stay. */
export class Restarts {
  readonly injector: Injector
  readonly #supervised: SupervisedProcess
  readonly #control: Duplex
  readonly #logs: RunLogs
  #onLine: (line: ControlLine) => void = () => {}
  #fail: (error: PeerupError) => void = () => {}
  /** Rejects when no restart is possible any more: the restarter ended, or wrote an unknown line. */
  readonly failure: Promise<never>

  constructor(engine: Engine, network: string, down: readonly string[], signal?: AbortSignal) {
    const { root } = engine
    const restarter = join(programsFor(root), 'restarter')
    const words = [String(eventsDescriptor), ...engineWords(engine)]
    const [program, args] =
      engine.prepare === null
        ? [restarter, words]
        : preparedBinary(engine.prepare, [restarter, ...words])
    this.#supervised = supervise(program, args, {
      ...{ network, down, sockets: 2 },
      env: engine.prepare?.env ?? {},
      ...(signal === undefined ? {} : { signal }),
      ...(root === undefined ? {} : { root }),
    })
    const { sockets } = this.#supervised
    const [injector, control] = sockets
    if (injector === undefined || control === undefined) {
      throw new PeerupError('program', `expected 2 sockets, got ${sockets.length}`)
    }
    this.injector = new Injector(injector)
    this.#control = control
    this.#logs = new RunLogs(this.#supervised.stdout)
    this.failure = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.failure.catch(() => {})
    this.#listen()
  }

  #listen(): void {
    this.#control.on('error', () => {})
    linesOf(this.#control).on('line', (line) => {
      const parsed = parseLine(line)
      if (parsed === null) {
        const message = `expected an event of the engine's start, got ${line}`
        this.#fail(new PeerupError('program', message))
      } else this.#onLine(parsed)
    })
    let stderr = ''
    this.#supervised.stderr.on('data', (text: Buffer) => {
      stderr += text.toString()
    })
    this.#supervised.ended.then(() => {
      const message = `expected the restarter to run until it is stopped, it ended: ${stderr.trim()}`
      this.#fail(new PeerupError('program', message))
    }, this.#fail)
  }

  /** Starts the engine once; the previous run must have ended. */
  start(): Run {
    const events: EngineEvent[] = []
    const run: Partial<Run> = { log: this.#logs.current(), events }
    run.launchedUs = new Promise((launched) => {
      run.ended = new Promise((end) => {
        this.#onLine = (line) => {
          if ('event' in line) events.push(line)
          else if ('launchedUs' in line) launched(line.launchedUs)
          else end(line)
        }
      })
    })
    this.#control.write('start\n')
    return run as Run
  }

  /** The log of the current run; between two runs, of the next one. */
  log(): RunLog {
    return this.#logs.current()
  }

  /** Sends SIGTERM or SIGKILL to the current run. */
  signal(name: 'term' | 'kill'): void {
    this.#control.write(`${name}\n`)
  }

  /** Settles as the promise does, or rejects as `failure` if that comes first. */
  orFail<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise.catch((error) => this.#explained(error)), this.failure])
  }

  /** A closed socket is an effect of `failure`, which says more and comes a little later. */
  async #explained(error: unknown): Promise<never> {
    throw (
      (await within(
        this.failure.catch((why: unknown) => why),
        endMs,
      )) ?? error
    )
  }

  /** When the run was launched, in microseconds of CLOCK_MONOTONIC. Throws a PeerupError `program` if that takes too long. */
  async launched(run: Run): Promise<number> {
    const us = await within(this.orFail(run.launchedUs), launchMs)
    if (us !== null) return us
    throw new PeerupError('program', `expected the engine to be launched within ${launchMs} ms`)
  }

  async end(): Promise<void> {
    await this.#supervised.end()
  }
}

/** Sets the engine's environment; a root that can be prepared has a shell for this, too. */
const exporting = 'while [ "$1" != -- ]; do export "$1"; shift; done; shift; exec "$@"'

const engineWords = ({ environment, command }: Engine): readonly string[] =>
  environment.length === 0
    ? command
    : ['/bin/sh', '-c', exporting, 'sh', ...environment, '--', ...command]

function parseLine(line: string): ControlLine | null {
  try {
    return controlLine.parse(JSON.parse(line))
  } catch {
    return null
  }
}
