import type { Mapping } from '../../../src/core/mapping.js'
import type { Trace } from '../../../src/core/trace.js'
import type { State } from '../../../src/core/value.js'
import { type CallsJudgement, judgeCalls } from '../../../src/replay/calls/judge.js'
import { traceAtCalls } from '../../../src/replay/calls/trace-at-calls.js'
import type { Driver, StepOutcome } from '../../../src/replay/driver.js'
import { machineOf } from '../../../src/replay/machine/machine-of.js'
import { type Replayed, replay } from '../../../src/replay/replay.js'
import { mapping as gated } from '../machine/toy.js'
import { type Script, type ScriptedDriver, scriptedDriver } from '../scripted-driver.js'

/** The toy as an unmodified program, whose threads stop at these actions only. */
export function withCalls(names: readonly string[], unseen: readonly string[] = []): Mapping {
  const actions = Object.entries(gated.actions).map(([name, action]) => [
    name,
    names.includes(name) ? { ...action, call: `${name}()` } : action,
  ])
  return { ...gated, unseen: [...unseen], actions: Object.fromEntries(actions) }
}

export const calls = ['Enter', 'Leave', 'Take']
export const mapping = withCalls(calls)

type Driven = { judged: CallsJudgement; replayed: Replayed; driver: ScriptedDriver }

type Options = {
  model?: Mapping
  /** Where the program's threads actually stop; the model may be wrong. */
  stops?: readonly string[]
  script?: Script
  /** Changes the snapshot after run n, from 1. */
  alter?: { run: number; seen: (state: State) => State }
}

/** Drives the toy from call to call, and judges the replay in the steps of the model. */
export async function drive(trace: Trace, options: Options = {}): Promise<Driven> {
  const { model = mapping, stops = calls, script = {} } = options
  const outside = traceAtCalls(trace, model)
  const driver = scriptedDriver(script)
  let last: State | null = null
  let runs = 0
  const visible = (outcome: StepOutcome): StepOutcome => {
    if (outcome.kind !== 'parked') return outcome
    const hidden = new Set(model.unseen)
    const shown = Object.entries(outcome.snapshot).filter(([name]) => !hidden.has(name))
    const alter = options.alter?.run === runs ? options.alter.seen : (state: State) => state
    const snapshot = alter(Object.fromEntries(shown))
    last = snapshot
    return { ...outcome, snapshot }
  }
  const outer: Driver = {
    ...driver,
    assemble: async (...args) => visible(await driver.assemble(...args)),
    perform: async (...args) => {
      runs += 1
      return visible(await driver.perform(...args))
    },
    release: async (performer, signal) => {
      runs += 1
      let outcome = await driver.release(performer, signal)
      while (outcome.kind === 'parked' && !stops.includes(outcome.at[performer] ?? '')) {
        outcome = await driver.release(performer, signal)
      }
      return visible(outcome)
    },
  }
  const replayed = await replay({
    machine: machineOf(outside.trace, outside.mapping, { assembleMs: 1000, stepMs: 1000 }),
    mapping: outside.mapping,
    driver: outer,
  })
  return { judged: judgeCalls(trace, outside, replayed, last), replayed, driver }
}
