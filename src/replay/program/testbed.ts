import type { Duplex } from 'node:stream'
import { PeerupError } from '../../core/error.js'
import type { Mapping } from '../../core/mapping.js'
import type { Trace } from '../../core/trace.js'
import type { State, Value } from '../../core/value.js'
import { exitWithin } from '../../process/exit-within.js'
import type { ProcessExit, SuperviseOptions } from '../../process/supervise.js'
import type { GateDriver } from '../gates/gate-driver.js'
import { firstDriverStep } from './driver-step.js'

/**
 * The surroundings of a program under replay: they bring about stimuli, take the environment's steps, and
 * observe after a replay whether the program serves its purpose. Each replay has its own testbed, made
 * before the program starts.
 */
export type Testbed = {
  /** Values of placeholders in the mapping's command, such as `{interfaces}`. */
  placeholders: Readonly<Record<string, string>>
  /** Options of the supervised process, such as a network around it. */
  supervise: Pick<SuperviseOptions, 'network' | 'down'>
  /** Whether the testbed takes the first socket of the supervised process; the gates have the rest. */
  takesSocket: boolean
  /** The model's names of environment keys, such as interfaces, for which the program has other names. */
  renamed: readonly string[]
  /** The program's name for a thread or an environment key of the model. */
  programName(name: string): string
  /** Starts what runs beside the program. `socket` is defined if the testbed takes one. */
  open(socket: Duplex | undefined): OpenTestbed
}

export type OpenTestbed = {
  /** Takes a step of the environment, for one of its keys. */
  perform(action: string, key: string): Promise<void>
  /** Brings about what `performer` needs for its next step. */
  stimulate(stimulus: string, performer: string, at: StimulusContext): Promise<void>
  /**
   * What an observation of the mapping shows, all threads standing at gates: the value of a variable, or the
   * keys of a function that can be observed. It may leave frames, or what else it needs, with the program.
   */
  observeState(observation: string, at: StimulusContext): Promise<Value>
  /** Observes the program once all gates are open; first restores the environment. */
  observe(ended: Promise<ProcessExit>, forwarding: Forwarding): Promise<Afterwards>
  /** Ends what runs beside the program. */
  close(): Promise<void>
}

/** `snapshot` is the program's last one. */
export type StimulusContext = { driver: GateDriver; snapshot: State; signal: AbortSignal }

/** `expected`: the model promises that the program comes to forward; `open`: it does not. */
export type Forwarding = 'expected' | 'open'

/** Whether the program came to forward, and the observation in words. */
export type Afterwards = { afterwards: 'forwards' | 'wedged' | 'unknown'; why: string }

/** What peerup needs to know of one kind of program. */
export type ProgramAdapter = {
  /** Tries what a testbed needs of this machine. Rejects with a PeerupError `environment`. */
  expectUsable(): Promise<void>
  /** Whether `observe` can find out that a program forwards. */
  observesForwarding: boolean
  /** Throws a PeerupError `usage` for a trace whose environment the testbed cannot bring about. */
  testbedOf(trace: Trace, mapping: Mapping): Testbed
}

/** How long to wait after a replay for the end of a program without a network. */
const exitMs: Record<Forwarding, number> = { expected: 10_000, open: 2000 }

/** For a program that has only threads, and no environment. */
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
        perform: async (action) => lacksNetwork('perform', action),
        stimulate: async (stimulus) => lacksNetwork('bring about', stimulus),
        observeState: async (observation) => lacksNetwork('observe', observation),
        observe: observeExit,
        close: async () => {},
      }),
    }
  },
}

function expectNoEnvironment(trace: Trace, mapping: Mapping): void {
  const step = firstDriverStep(trace, mapping)
  if (step === null) return
  throw new PeerupError(
    'usage',
    `the program has no network, and the trace has the step ${step.action} of ${step.performer}`,
    { fix: 'name the network under "program" in the mapping' },
  )
}

function lacksNetwork(verb: string, name: string): never {
  throw new PeerupError('mapping', `a program without a network cannot ${verb} ${name}`)
}

/** Without a network, only the program's end can be observed. */
async function observeExit(
  ended: Promise<ProcessExit>,
  forwarding: Forwarding,
): Promise<Afterwards> {
  const deadlineMs = exitMs[forwarding]
  const how = await exitWithin(ended, deadlineMs)
  const end = how === null ? `it still runs after ${deadlineMs} ms` : `it ended ${how}`
  return { afterwards: 'unknown', why: `the program has no network; ${end}` }
}
