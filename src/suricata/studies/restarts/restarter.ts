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
const told = z.union([z.strictObject({ launchedUs: z.int() }), ending, engineEvent])

type Ended = z.infer<typeof ending>

/** One start of the engine, until its end. */
export type Run = {
  launchedUs: Promise<number>
  log: RunLog
  /** What it told of itself; complete once it has ended. */
  events: readonly EngineEvent[]
  ended: Promise<Ended>
}

/** How long the restarter may take to fork. */
const launchMs = 10_000
/** How long a keeper may take to end once its sockets are closed. */
const endMs = 2000

/** An engine that is started again and again in one network, which stays, as does the traffic. */
export class Restarts {
  readonly injector: Injector
  readonly #kept: SupervisedProcess
  readonly #control: Duplex
  readonly #logs: RunLogs
  #hear: (line: z.infer<typeof told>) => void = () => {}
  #broken: (error: PeerupError) => void = () => {}
  /** Rejects when it cannot go on: the keeper ended, or something else was told than expected. */
  readonly failure: Promise<never>

  constructor(engine: Engine, network: string, down: readonly string[], signal?: AbortSignal) {
    const { root } = engine
    const restarter = join(programsFor(root), 'restarter')
    const words = [String(eventsDescriptor), ...engineWords(engine)]
    const [program, args] =
      engine.prepare === null
        ? [restarter, words]
        : preparedBinary(engine.prepare, [restarter, ...words])
    this.#kept = supervise(program, args, {
      ...{ network, down, sockets: 2 },
      env: engine.prepare?.env ?? {},
      ...(signal === undefined ? {} : { signal }),
      ...(root === undefined ? {} : { root }),
    })
    const [injector, control] = this.#kept.sockets
    if (injector === undefined || control === undefined) {
      throw new PeerupError('program', 'expected two sockets, got fewer')
    }
    this.injector = new Injector(injector)
    this.#control = control
    this.#logs = new RunLogs(this.#kept.stdout)
    this.failure = new Promise((_, reject) => {
      this.#broken = reject
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
        this.#broken(new PeerupError('program', message))
      } else this.#hear(parsed)
    })
    let complaint = ''
    this.#kept.stderr.on('data', (text: Buffer) => {
      complaint += text.toString()
    })
    this.#kept.ended.then(() => {
      const message = `expected the restarter to stay, it ended: ${complaint.trim()}`
      this.#broken(new PeerupError('program', message))
    }, this.#broken)
  }

  /** Starts the engine once; the run before must have ended. */
  start(): Run {
    const events: EngineEvent[] = []
    const run: Partial<Run> = { log: this.#logs.current(), events }
    run.launchedUs = new Promise((launched) => {
      run.ended = new Promise((end) => {
        this.#hear = (line) => {
          if ('event' in line) events.push(line)
          else if ('launchedUs' in line) launched(line.launchedUs)
          else end(line)
        }
      })
    })
    this.#control.write('start\n')
    return run as Run
  }

  /** What the run that is under way, or comes next, writes. */
  log(): RunLog {
    return this.#logs.current()
  }

  /** Sends SIGTERM or SIGKILL to the run that is under way. */
  signal(name: 'term' | 'kill'): void {
    this.#control.write(`${name}\n`)
  }

  /** What comes first: this, or that nothing can come any more. */
  orFail<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise.catch((error) => this.#because(error)), this.failure])
  }

  /** Why nothing can come any more says more than that a socket was closed, and comes a little later. */
  async #because(error: unknown): Promise<never> {
    throw (
      (await within(
        this.failure.catch((why: unknown) => why),
        endMs,
      )) ?? error
    )
  }

  /** When it was started, in microseconds of CLOCK_MONOTONIC. Throws a PeerupError `program` if it is not in time. */
  async launched(run: Run): Promise<number> {
    const us = await within(this.orFail(run.launchedUs), launchMs)
    if (us !== null) return us
    throw new PeerupError('program', `expected the engine to be launched within ${launchMs} ms`)
  }

  async end(): Promise<void> {
    await this.#kept.end()
  }
}

/** A shell that was there to prepare is there to start it, too. */
const exporting = 'while [ "$1" != -- ]; do export "$1"; shift; done; shift; exec "$@"'

const engineWords = ({ environment, command }: Engine): readonly string[] =>
  environment.length === 0
    ? command
    : ['/bin/sh', '-c', exporting, 'sh', ...environment, '--', ...command]

function parseLine(line: string): z.infer<typeof told> | null {
  try {
    return told.parse(JSON.parse(line))
  } catch {
    return null
  }
}
