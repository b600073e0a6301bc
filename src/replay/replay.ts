import { type ActorOptions, assign, createActor } from 'xstate'
import type { Mapping } from '../core/mapping.js'
import type { Difference } from './compare/compare.js'
import type { Pairs } from './compare/one-to-one.js'
import type { Driver } from './driver.js'
import { actorsOf } from './machine/actors.js'
import type { Conclusion, Loop, TakenStep } from './machine/context.js'
import type { MachineDefinition, Verdict } from './machine/definition.js'
import { machineFrom, type ReplayMachine } from './machine/load-machine.js'
import { type Stopwatch, stopwatch } from './stopwatch.js'
import {
  agrees,
  broken,
  comparison,
  expiry,
  failure,
  goesRound,
  refusal,
  strayed,
} from './verdict.js'
import { reasonInRound } from './verdict-reason.js'

export type ReplayOptions = {
  machine: MachineDefinition
  mapping: Mapping
  driver: Driver
  /** For tests: XState's simulated clock. */
  clock?: Clock
}

type Clock = NonNullable<ActorOptions<ReplayMachine>['clock']>

export type Replayed = {
  verdict: Verdict
  why: string | null
  /**
   * The number of the step that the verdict is about; 0 is the initial state. Null if the replay was
   * reproduced, or ended before the first comparison. Step n leads to state n, except where it
   * closes a loop.
   */
  step: number | null
  action: string | null
  performer: string | null
  /** Of a refusal: the gate that the model wants, and the one where the thread stands. */
  wanted: string | null
  stood: string | null
  /** Of the last comparison. */
  differences: Difference[]
  /** Which numbers of model and program correspond, so far. */
  pairs: Pairs
  steps: TakenStep[]
  /** Of an endless behaviour: its loop, and how many rounds of it agreed. */
  loop: Loop | null
  rounds: number
  /** The last gate of every thread. */
  at: Record<string, string | null>
  /** From the first snapshot to the verdict, less the time that the program's threads ran. */
  driverMs: number
}

/**
 * Runs the machine, which alone decides what happens next, and drives the program. Every failure of
 * program or driver is a verdict; it rejects only for an invalid definition.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const watch = stopwatch()
  const machine = provide(options, watch)
  const actor = createActor(machine, options.clock === undefined ? {} : { clock: options.clock })
  const conclusion = await new Promise<Conclusion>((resolve, reject) => {
    actor.subscribe({
      complete: () => {
        const { output } = actor.getSnapshot()
        if (output === undefined) reject(new Error('expected an output of the machine, got none'))
        else resolve(output)
      },
      error: (error) => resolve(broken(actor.getSnapshot().context, error)),
    })
    actor.start()
  })
  return replayedOf(conclusion, options.driver.at(), watch.readMs())
}

function provide({ machine, mapping, driver }: ReplayOptions, watch: Stopwatch): ReplayMachine {
  return machineFrom(machine).provide({
    actors: actorsOf(driver, watch),
    actions: {
      begin: assign((_, step) => ({ step, differences: [], wanted: null, stood: null, why: null })),
      compare: assign((occurrence, expected) => comparison(occurrence, expected, mapping)),
      countRound: assign(({ context }) => ({ rounds: context.rounds + 1 })),
      refuse: assign((occurrence) => refusal(occurrence)),
      expire: assign(({ context }, { withinMs }) => expiry(context, withinMs, driver.at())),
      fail: assign(({ event }) => failure(event)),
    },
    guards: {
      agrees: ({ context }) => agrees(context),
      strayed: ({ context }) => strayed(context),
      goesRound: ({ context }, { rounds }) => goesRound(context, rounds),
    },
  })
}

function replayedOf(
  conclusion: Conclusion,
  at: Record<string, string | null>,
  driverMs: number,
): Replayed {
  const { verdict, step, wanted, stood, differences, pairs, taken, loop, rounds } = conclusion
  const reproduced = verdict === 'reproduced'
  const compared = verdict === 'refused' || verdict === 'diverged'
  return {
    verdict,
    why: reasonInRound(conclusion),
    step: reproduced ? null : (step?.index ?? (compared ? 0 : null)),
    action: reproduced ? null : (step?.action ?? null),
    performer: reproduced ? null : (step?.performer ?? null),
    wanted,
    stood,
    differences,
    pairs,
    steps: taken,
    loop,
    rounds,
    at,
    driverMs,
  }
}
