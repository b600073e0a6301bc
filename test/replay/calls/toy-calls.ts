import type { Mapping } from '../../../src/core/mapping.js'
import type { Trace } from '../../../src/core/trace.js'
import type { State } from '../../../src/core/value.js'
import { type CallsJudgement, judgeCalls } from '../../../src/replay/calls/judge.js'
import { traceAtCalls } from '../../../src/replay/calls/trace-at-calls.js'
import type { Driver, StepOutcome } from '../../../src/replay/driver.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { type Replayed, replay } from '../../../src/replay/replay.js'
import { mapping as gated } from '../machine/toy.js'
import { type Script, type ScriptedWorld, scriptedWorld } from '../scripted-driver.js'

/** The toy in a program that is not ours: its threads can be stopped at these actions only. */
export function withCalls(names: readonly string[], unseen: readonly string[] = []): Mapping {
  const actions = Object.entries(gated.actions).map(([name, action]) => [
    name,
    names.includes(name) ? { ...action, call: `${name}()` } : action,
  ])
  return { ...gated, unseen: [...unseen], actions: Object.fromEntries(actions) }
}

export const calls = ['Enter', 'Leave', 'Take']
export const mapping = withCalls(calls)

type Driven = { judged: CallsJudgement; replayed: Replayed; world: ScriptedWorld }

type Options = {
  model?: Mapping
  /** Where the program's threads really stop: the model may be wrong. */
  stops?: readonly string[]
  script?: Script
  /** Changes what is seen after the n-th run, from 1. */
  alter?: { run: number; seen: (state: State) => State }
}

/** Drives the toy from call to call, and judges that in the steps of the model. */
export async function drive(trace: Trace, options: Options = {}): Promise<Driven> {
  const { model = mapping, stops = calls, script = {} } = options
  const outside = traceAtCalls(trace, model)
  const world = scriptedWorld(script)
  let last: State | null = null
  let runs = 0
  const seen = (met: StepOutcome): StepOutcome => {
    if (met.kind !== 'parked') return met
    const hidden = new Set(model.unseen)
    const shown = Object.entries(met.snapshot).filter(([name]) => !hidden.has(name))
    const alter = options.alter?.run === runs ? options.alter.seen : (state: State) => state
    const snapshot = alter(Object.fromEntries(shown))
    last = snapshot
    return { ...met, snapshot }
  }
  const outer: Driver = {
    ...world,
    assemble: async (...args) => seen(await world.assemble(...args)),
    perform: async (...args) => {
      runs += 1
      return seen(await world.perform(...args))
    },
    release: async (performer, signal) => {
      runs += 1
      let met = await world.release(performer, signal)
      while (met.kind === 'parked' && !stops.includes(met.at[performer] ?? '')) {
        met = await world.release(performer, signal)
      }
      return seen(met)
    },
  }
  const replayed = await replay({
    machine: machineOf(outside.trace, outside.mapping),
    mapping: outside.mapping,
    world: outer,
    deadlines: { assembleMs: 1000, stepMs: 1000 },
  })
  return { judged: judgeCalls(trace, outside, replayed, last), replayed, world }
}
