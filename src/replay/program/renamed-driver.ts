import type { State, Value } from '../../core/value.js'
import type { StepOutcome } from '../driver.js'
import type { GateDriver } from '../gates/gate-driver.js'

/**
 * A driver in the model's names, for a program that has other names for the threads and interfaces in
 * `names`. `nativeOf` gives the program's name.
 */
export function renamedDriver(
  driver: GateDriver,
  names: readonly string[],
  nativeOf: (name: string) => string,
): GateDriver {
  const models = new Map(names.map((name) => [nativeOf(name), name]))
  const inModelNames = async (work: Promise<StepOutcome>): Promise<StepOutcome> => {
    const outcome = await work
    if (outcome.kind !== 'parked') return outcome
    const { at, snapshot } = outcome
    return { ...outcome, at: renamed(at, models), snapshot: renamedState(snapshot, models) }
  }
  return {
    ...driver,
    assemble: (threads, signal) => inModelNames(driver.assemble(threads.map(nativeOf), signal)),
    standing: (thread) => driver.standing(nativeOf(thread)),
    release: (thread, signal) => inModelNames(driver.release(nativeOf(thread), signal)),
    look: (thread) => inModelNames(driver.look(nativeOf(thread))),
    perform: (action, performer, signal) =>
      inModelNames(driver.perform(action, nativeOf(performer), signal)),
    at: () => renamed(driver.at(), models),
  }
}

function renamed<T>(table: Record<string, T>, models: Map<string, string>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [models.get(name) ?? name, value]),
  )
}

const renamedState = (state: State, models: Map<string, string>): State =>
  Object.fromEntries(Object.entries(state).map(([key, value]) => [key, renamedKeys(value, models)]))

/** Snapshots have functions of threads and interfaces as records. */
function renamedKeys(value: Value, models: Map<string, string>): Value {
  if (typeof value !== 'object' || Array.isArray(value) || '#map' in value) return value
  const record = value as { readonly [key: string]: Value }
  return Object.fromEntries(
    Object.entries(renamed(record, models)).map(([key, inner]) => [
      key,
      renamedKeys(inner, models),
    ]),
  )
}
