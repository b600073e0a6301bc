import { type EventObject, fromCallback } from 'xstate'
import type { Driver, StepOutcome } from '../driver.js'
import { errorMessage } from '../error-message.js'
import type { Stopwatch } from '../stopwatch.js'
import type { MachineEvent } from './context.js'
import type { AssembleInput, ReleaseInput, StandingInput } from './load-machine.js'

/** The machine's actors: each calls the driver and sends the machine one event. */
export function actorsOf(driver: Driver, stopwatch: Stopwatch) {
  return {
    assemble: fromCallback<EventObject, AssembleInput>(({ input, sendBack }) =>
      sendOutcome(
        async (signal) => {
          const outcome = await driver.assemble(input.threads, signal)
          stopwatch.begin()
          return outcome
        },
        () => 'driver.assembled',
        sendBack,
      ),
    ),
    standing: fromCallback<EventObject, StandingInput>(({ input, sendBack }) => {
      sendBack({ type: driver.standing(input.performer) })
    }),
    ready: fromCallback<EventObject, StandingInput>(({ input, sendBack }) => {
      sendBack({ type: input.action })
    }),
    release: fromCallback<EventObject, ReleaseInput>(({ input, sendBack }) =>
      sendOutcome(
        async (signal) => {
          const outcome = await release(driver, input, signal)
          if (outcome.kind === 'parked') stopwatch.exclude(outcome.ranMs ?? 0)
          return outcome
        },
        (at) => at[input.performer],
        sendBack,
      ),
    ),
    // The driver stands at no gate: its event has the name of the action.
    perform: fromCallback<EventObject, StandingInput>(({ input, sendBack }) =>
      sendOutcome(
        (signal) => driver.perform(input.action, input.performer, signal),
        () => input.action,
        sendBack,
      ),
    ),
  }
}

async function release(
  driver: Driver,
  { performer, stimulus }: ReleaseInput,
  signal: AbortSignal,
): Promise<StepOutcome> {
  if (stimulus !== undefined) await driver.stimulate(stimulus, performer, signal)
  // After the deadline no thread may run.
  signal.throwIfAborted()
  return driver.release(performer, signal)
}

/** Sends the outcome of the work; returns a cleanup that aborts it when the machine leaves the state. */
function sendOutcome(
  work: (signal: AbortSignal) => Promise<StepOutcome>,
  gateOf: (at: Record<string, string>) => string | undefined,
  sendBack: (event: MachineEvent) => void,
): () => void {
  const controller = new AbortController()
  let done = false
  const send = (event: MachineEvent) => {
    done = true
    sendBack(event)
  }
  work(controller.signal).then(
    (outcome) => send(eventOf(outcome, gateOf)),
    (error: unknown) => send({ type: 'driver.failed', why: errorMessage(error) }),
  )
  return () => {
    if (!done) controller.abort()
  }
}

function eventOf(
  outcome: StepOutcome,
  gateOf: (at: Record<string, string>) => string | undefined,
): MachineEvent {
  switch (outcome.kind) {
    case 'parked': {
      const { at, snapshot, asleep } = outcome
      const type = gateOf(at)
      return type === undefined
        ? { type: 'driver.failed', why: 'expected the released thread at a gate, got no gate' }
        : { type, state: { at, snapshot }, ...(asleep === undefined ? {} : { asleep }) }
    }
    case 'crashed':
      return { type: 'driver.crashed', why: outcome.why }
    case 'failed':
      return { type: 'driver.failed', why: outcome.why }
    default:
      return outcome satisfies never
  }
}
