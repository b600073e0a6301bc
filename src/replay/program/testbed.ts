import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'
import type { State } from '../../core/value.js'
import { exitWithin } from '../../process/exit-within.js'
import type { ProcessExit, SuperviseOptions } from '../../process/supervise.js'
import type { GateDriver } from '../gates/gate-driver.js'

/**
 * What surrounds a program under replay: it brings about stimuli, takes the environment's steps, and shows
 * after a replay whether the program does what it is for. One is made for each replay, before the program.
 */
export type Testbed = {
  /** Values of placeholders in the mapping's command, such as `{interfaces}`. */
  placeholders: Readonly<Record<string, string>>
  /** How the program is supervised: a network around it, say. */
  supervise: Pick<SuperviseOptions, 'network' | 'down'>
  /** Whether the testbed takes the first socket of the supervised process; the gates' follow. */
  takesSocket: boolean
  /** Names of threads and environment keys that the program calls otherwise, and what it calls them. */
  renamed: readonly string[]
  programName(name: string): string
  /** Opens what runs beside the program; `socket` is there if the testbed takes one. */
  open(socket: Duplex | undefined): OpenTestbed
}

export type OpenTestbed = {
  /** Takes a step of the environment, for one of its keys. */
  perform(action: string, key: string): Promise<void>
  /** Brings about what `performer` needs for its next step; `snapshot` is the last one. */
  stimulate(stimulus: string, performer: string, at: StimulusContext): Promise<void>
  /** Shows what becomes of the program once all gates are open and the environment is well. */
  observe(ended: Promise<ProcessExit>, forwarding: Forwarding): Promise<Afterwards>
  /** Ends what runs beside the program. */
  close(): Promise<void>
}

export type StimulusContext = { driver: GateDriver; snapshot: State; signal: AbortSignal }

/** `expected`: the model says that the program comes to forward; `open`: the model leaves it open. */
export type Forwarding = 'expected' | 'open'

/** Whether the program came to do what it is for, and what was observed of it. */
export type Afterwards = { afterwards: 'forwards' | 'wedged' | 'unknown'; why: string }

/** What a kind of program brings along. */
export type ProgramAdapter = {
  /** Tries what a testbed needs of this machine; rejects with a PeerupError `environment`. */
  expectUsable(): Promise<void>
  /** Whether `observe` can tell that a program forwards. */
  observesForwarding: boolean
  /** Throws a PeerupError `usage` for a trace that this testbed cannot bring about. */
  testbedOf(trace: Trace, mapping: Mapping): Testbed
}

/** How long a program without a network may run on by itself after a replay. */
const exitMs: Record<Forwarding, number> = { expected: 10_000, open: 2000 }

/** A program that only has threads: nothing surrounds it. */
export const plainAdapter: ProgramAdapter = {
  expectUsable: async () => {},
  observesForwarding: false,
  testbedOf: (trace, mapping) => {
    expectNoEnvironment(trace, mapping)
    return {
      placeholders: {},
      supervise: {},
      takesSocket: false,
      renamed: [],
      programName: (name) => name,
      open: () => ({
        perform: async (action) => refuse('perform', action),
        stimulate: async (stimulus) => refuse('bring about', stimulus),
        observe: observeExit,
        close: async () => {},
      }),
    }
  },
}

function expectNoEnvironment(trace: Trace, mapping: Mapping): void {
  const steps = [...trace.states.map(({ step }) => step), closingStep(trace, mapping)]
  const first = steps.find(
    (step) => step !== null && mapping.actions[step.action]?.performer === 'driver',
  )
  if (first === undefined || first === null) return
  throw new PeerupError(
    'usage',
    `the program has no network, and the trace has the step ${first.action} of ${first.performer}`,
    { fix: 'name the network under "program" in the mapping' },
  )
}

function refuse(what: string, name: string): never {
  throw new PeerupError('mapping', `a program without a network cannot ${what} ${name}`)
}

/** A program without a network may run to its end: how it ended is what there is to say. */
async function observeExit(
  ended: Promise<ProcessExit>,
  forwarding: Forwarding,
): Promise<Afterwards> {
  const deadlineMs = exitMs[forwarding]
  const how = await exitWithin(ended, deadlineMs)
  const end = how === null ? `it still runs after ${deadlineMs} ms` : `it ended ${how}`
  return { afterwards: 'unknown', why: `the program has no network; ${end}` }
}
