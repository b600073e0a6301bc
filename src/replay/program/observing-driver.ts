import type { State } from '../../core/value.js'
import type { Driver, StepOutcome } from '../driver.js'
import type { MachineDefinition } from '../machine/definition.js'

/** The number of a machine's last step; null for a behaviour that goes on for ever. */
export const lastStepOf = ({
  context: { loop },
  states: { replaying },
}: MachineDefinition): number | null =>
  loop === null ? Object.keys(replaying.states).length : null

/**
 * The same driver, whose snapshot after step number `last` also holds what `observe` returns. An observation
 * may leave frames with the program, which would disturb a later step.
 */
export function observingDriver<D extends Driver>(
  driver: D,
  last: number,
  observe: (snapshot: State, signal: AbortSignal) => Promise<State>,
): D {
  let steps = 0
  const observing = async (
    work: Promise<StepOutcome>,
    signal: AbortSignal,
  ): Promise<StepOutcome> => {
    const outcome = await work
    steps += 1
    if (steps !== last || outcome.kind !== 'parked') return outcome
    const { snapshot } = outcome
    return { ...outcome, snapshot: { ...snapshot, ...(await observe(snapshot, signal)) } }
  }
  return {
    ...driver,
    release: (performer, signal) => observing(driver.release(performer, signal), signal),
    perform: (action, performer, signal) =>
      observing(driver.perform(action, performer, signal), signal),
  }
}
