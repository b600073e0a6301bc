import type { State, Value } from '../../core/value.js'
import type { StepOutcome } from '../driver.js'
import type { GateDriver } from '../gates/gate-driver.js'

/** A world whose program has other names for its threads and interfaces than the model. */
export function renamedDriver(
  world: GateDriver,
  names: readonly string[],
  nativeOf: (name: string) => string,
): GateDriver {
  const models = new Map(names.map((name) => [nativeOf(name), name]))
  const met = async (work: Promise<StepOutcome>): Promise<StepOutcome> => {
    const came = await work
    return came.kind === 'parked'
      ? { ...came, at: renamed(came.at, models), snapshot: renamedState(came.snapshot, models) }
      : came
  }
  return {
    ...world,
    assemble: (threads, signal) => met(world.assemble(threads.map(nativeOf), signal)),
    standing: (thread) => world.standing(nativeOf(thread)),
    release: (thread, signal) => met(world.release(nativeOf(thread), signal)),
    look: (thread) => met(world.look(nativeOf(thread))),
    perform: (action, performer, signal) => met(world.perform(action, nativeOf(performer), signal)),
    at: () => renamed(world.at(), models),
  }
}

function renamed<T>(table: Record<string, T>, models: Map<string, string>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [models.get(name) ?? name, value]),
  )
}

const renamedState = (state: State, models: Map<string, string>): State =>
  Object.fromEntries(Object.entries(state).map(([key, value]) => [key, renamedKeys(value, models)]))

/** Functions of threads and interfaces come as records. */
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
