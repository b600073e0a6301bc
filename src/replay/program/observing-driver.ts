import type { Driver, StepOutcome } from '../driver.js'
import type { MachineDefinition } from '../machine/definition.js'
import type { Program } from './open-program.js'

/**
 * The same driver, whose snapshot after the last step of a machine also holds what the testbed observes. Only
 * then an observation disturbs no later step. A behaviour that goes on for ever has no last step.
 */
export function observingDriver<D extends Driver>(
  driver: D,
  { context: { loop }, states: { replaying } }: MachineDefinition,
  { observeState }: Pick<Program, 'observeState'>,
): D {
  const last = loop === null ? Object.keys(replaying.states).length : Number.POSITIVE_INFINITY
  let steps = 0
  const observing = async (
    work: Promise<StepOutcome>,
    signal: AbortSignal,
  ): Promise<StepOutcome> => {
    const outcome = await work
    steps += 1
    if (steps !== last || outcome.kind !== 'parked') return outcome
    const { snapshot } = outcome
    return { ...outcome, snapshot: { ...snapshot, ...(await observeState(snapshot, signal)) } }
  }
  return {
    ...driver,
    release: (performer, signal) => observing(driver.release(performer, signal), signal),
    perform: (action, performer, signal) =>
      observing(driver.perform(action, performer, signal), signal),
  }
}
