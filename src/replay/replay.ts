import { type ActorOptions, assign, createActor } from 'xstate'
import type { Mapping } from '../core/mapping.js'
import type { Difference } from './compare/compare.js'
import type { Pairs } from './compare/pairing.js'
import type { Driver } from './driver.js'
import { actorsOf, messageOf } from './machine/actors.js'
import type { Conclusion, Context, Loop, TakenStep } from './machine/context.js'
import type { MachineDefinition, Verdict } from './machine/definition.js'
import { machineFrom, type ReplayMachine } from './machine/load-machine.js'
import { type Stopwatch, stopwatch } from './stopwatch.js'
import { comparison, expiry, failure, refusal, roundOf } from './verdict.js'

export type ReplayOptions = {
  machine: MachineDefinition
  mapping: Mapping
  world: Driver
  deadlines: { assembleMs: number; stepMs: number }
  /** For tests: XState's simulated clock. */
  clock?: Clock
}

type Clock = NonNullable<ActorOptions<ReplayMachine>['clock']>

export type Replayed = {
  verdict: Verdict
  why: string | null
  /**
   * The number of the step, which is the index of the state that it leads to, but for the one that
   * closes a loop; 0: the initial state; null: before, or all is well.
   */
  step: number | null
  action: string | null
  performer: string | null
  /** Of a refusal: the gate that the model wants, and the one where the thread stands. */
  wanted: string | null
  stood: string | null
  /** Of the last comparison. */
  differences: Difference[]
  /** Which numbers of model and program correspond, as far as seen. */
  pairs: Pairs
  steps: TakenStep[]
  /** Of a behaviour that goes on for ever: where it goes round, and how often the replay did. */
  loop: Loop | null
  rounds: number
  /** The last gate of every thread. */
  at: Record<string, string | null>
  /** From the first snapshot to the verdict, less the time that the program's threads ran. */
  driverMs: number
}

/**
 * Runs the machine against the world; the machine alone decides what happens next. Whatever goes
 * wrong is a verdict: it rejects only for a definition that is none.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const watch = stopwatch()
  const machine = provide(options, watch)
  const actor = createActor(machine, options.clock === undefined ? {} : { clock: options.clock })
  const concluded = await new Promise<Conclusion>((resolve, reject) => {
    actor.subscribe({
      complete: () => {
        const { output } = actor.getSnapshot()
        if (output === undefined) reject(new Error('expected an output of the machine, got none'))
        else resolve(output)
      },
      // A comparison that is not possible, or a bug: what was known before still counts.
      error: (error) => {
        const { context } = actor.getSnapshot()
        resolve({ ...context, verdict: 'error', why: messageOf(error) })
      },
    })
    actor.start()
  })
  return replayedOf(concluded, options.world.at(), watch.readMs())
}

function provide(
  { machine, mapping, world, deadlines }: ReplayOptions,
  watch: Stopwatch,
): ReplayMachine {
  return machineFrom(machine).provide({
    actors: actorsOf(world, watch),
    actions: {
      begin: assign((_, step) => ({ step, differences: [], wanted: null, stood: null, why: null })),
      compare: assign((told, expected) => comparison(told, expected, mapping)),
      countRound: assign(({ context }) => ({ rounds: context.rounds + 1 })),
      refuse: assign((told) => refusal(told)),
      expire: assign(({ context }) => expiry(context, world.at(), deadlines)),
      fail: assign(({ event }) => failure(event)),
    },
    guards: {
      agrees: ({ context }) => agrees(context),
      strayed: ({ context }) => context.wanted !== null,
      // The round that ends here counts only afterwards.
      goesRound: ({ context }, { rounds }) => agrees(context) && context.rounds + 1 < rounds,
    },
    delays: deadlines,
  })
}

const agrees = ({ differences, wanted }: Context) => differences.length === 0 && wanted === null

function replayedOf(
  concluded: Conclusion,
  at: Record<string, string | null>,
  driverMs: number,
): Replayed {
  const { verdict, step, wanted, stood, differences, pairs, taken, loop, rounds } = concluded
  const done = verdict === 'reproduced'
  const compared = verdict === 'refused' || verdict === 'diverged'
  return {
    verdict,
    why: whyOf(concluded),
    step: done ? null : (step?.index ?? (compared ? 0 : null)),
    action: done ? null : (step?.action ?? null),
    performer: done ? null : (step?.performer ?? null),
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

/** The same step comes in every round: a reason tells in which one, but for the first. */
function whyOf(concluded: Conclusion): string | null {
  const { why } = concluded
  const round = roundOf(concluded)
  return why === null || round === null || round === 1 ? why : `in round ${round}: ${why}`
}
