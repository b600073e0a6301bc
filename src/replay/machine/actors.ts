import { type EventObject, fromCallback } from 'xstate'
import type { Driver, StepOutcome } from '../driver.js'
import type { Stopwatch } from '../stopwatch.js'
import type { MachineEvent } from './context.js'
import type { AssembleInput, ReleaseInput, StandingInput } from './load-machine.js'

/** The machine's actors: each asks the world and tells the machine, once. */
export function actorsOf(world: Driver, stopwatch: Stopwatch) {
  return {
    assemble: fromCallback<EventObject, AssembleInput>(({ input, sendBack }) =>
      ask(
        async (signal) => {
          const met = await world.assemble(input.threads, signal)
          stopwatch.begin()
          return met
        },
        () => 'world.assembled',
        sendBack,
      ),
    ),
    standing: fromCallback<EventObject, StandingInput>(({ input, sendBack }) => {
      sendBack({ type: world.standing(input.performer) })
    }),
    ready: fromCallback<EventObject, StandingInput>(({ input, sendBack }) => {
      sendBack({ type: input.action })
    }),
    release: fromCallback<EventObject, ReleaseInput>(({ input, sendBack }) =>
      ask(
        async (signal) => {
          const met = await release(world, input, signal)
          if (met.kind === 'parked') stopwatch.exclude(met.ranMs ?? 0)
          return met
        },
        (at) => at[input.performer],
        sendBack,
      ),
    ),
    // The driver stands at no gate: it says what it has done.
    perform: fromCallback<EventObject, StandingInput>(({ input, sendBack }) =>
      ask(
        (signal) => world.perform(input.action, input.performer, signal),
        () => input.action,
        sendBack,
      ),
    ),
  }
}

async function release(
  world: Driver,
  { performer, stimulus }: ReleaseInput,
  signal: AbortSignal,
): Promise<StepOutcome> {
  if (stimulus !== undefined) await world.stimulate(stimulus, performer, signal)
  // Past the deadline nothing may run any more.
  signal.throwIfAborted()
  return world.release(performer, signal)
}

/** Sends the machine what the work came to; the machine ends the work by leaving the state. */
function ask(
  work: (signal: AbortSignal) => Promise<StepOutcome>,
  gateOf: (at: Record<string, string>) => string | undefined,
  sendBack: (event: MachineEvent) => void,
): () => void {
  const controller = new AbortController()
  let done = false
  const tell = (event: MachineEvent) => {
    done = true
    sendBack(event)
  }
  work(controller.signal).then(
    (met) => tell(eventOf(met, gateOf)),
    (error: unknown) => tell({ type: 'world.failed', why: messageOf(error) }),
  )
  return () => {
    if (!done) controller.abort()
  }
}

function eventOf(
  met: StepOutcome,
  gateOf: (at: Record<string, string>) => string | undefined,
): MachineEvent {
  switch (met.kind) {
    case 'parked': {
      const { at, snapshot } = met
      const type = gateOf(at)
      return type === undefined
        ? { type: 'world.failed', why: 'expected the thread at a gate, got none' }
        : { type, seen: { at, snapshot } }
    }
    case 'crashed':
      return { type: 'world.crashed', why: met.why }
    case 'failed':
      return { type: 'world.failed', why: met.why }
    default:
      return met satisfies never
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
