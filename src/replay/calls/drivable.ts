import { isDeepStrictEqual } from 'node:util'
import { controlOf, environmentOf } from '../../core/control.js'
import { modelOf, type Specification } from '../../core/manifest.js'
import type { Mapping } from '../../core/mapping.js'
import { modelKey } from '../../core/model-key.js'
import type { Trace } from '../../core/trace.js'
import { closingStep, stutters } from '../../core/trace-loop.js'
import { type Behaviour, traceOf } from '../../core/trace-of.js'
import { environmentText } from '../../tlc/follow/traces-module.js'
import { validateBehaviour } from '../../tlc/follow/validate-behaviour.js'
import { moduleRequest, tlaRecord, tlaString } from '../../tlc/module-request.js'
import { runTlc } from '../../tlc/run.js'
import { callsOf, inferredActions, isSettled, runsOf } from './call-order.js'

/**
 * A counterexample in an order that can be driven in an unmodified program: every thread runs from call to
 * call without a step of another performer in between. If the trace has no such order, TLC searches for
 * another order of its calls that violates the same property (`spec/TraceCalls.tla`); the result is a
 * counterexample of the same model, or null. A trace that ends where no thread can go on gets another order
 * to the same state; any other endless trace keeps its order, and its loop may begin later.
 * Throws a PeerupError `trace` for a trace that is no behaviour of its model, unless the caller `trusts` it.
 */
export async function drivableOrder(
  trace: Trace,
  specification: Specification,
  options: { jar: string; signal?: AbortSignal; trusts?: boolean },
): Promise<Trace | null> {
  const { mapping } = specification
  if (options.trusts !== true) await validateBehaviour(trace, specification, options)
  if (trace.loop !== null && !stutters(trace)) return settledLoop(trace, mapping)
  if (runsOf(trace, mapping) !== null) return trace
  const { verdict } = await runTlc(request(trace, specification), options)
  if (verdict.kind === 'holds') return null
  const { states: _, loop, ...meta } = trace
  const found = traceOf(ofTheModel(verdict.behaviour), meta, mapping)
  if (runsOf(found, mapping) === null) return null
  if (loop === null) return found
  const isSameEnd = isDeepStrictEqual(found.states.at(-1)?.state, trace.states.at(-1)?.state)
  return isSameEnd ? { ...found, loop: found.states.length - 1 } : null
}

/** The same endless behaviour with a loop that begins where every thread is at a call; null if there is none. */
function settledLoop(trace: Trace, mapping: Mapping): Trace | null {
  const { states, loop } = trace
  if (loop === null) return null
  const entry = states.findIndex(({ state }, index) => index >= loop && isSettled(state, mapping))
  if (entry < 0) return null
  const beforeEntry = states.slice(loop, entry).map((state, index) => ({
    ...state,
    step: index === 0 ? closingStep(trace, mapping) : state.step,
  }))
  const found = { ...trace, states: [...states, ...beforeEntry], loop: entry }
  const runs = runsOf(found, mapping)
  // A loop of one run, back to its own call, shows no change at all.
  return runs === null || runs.filter(({ from }) => from >= entry).length < 2 ? null : found
}

function request(trace: Trace, { folder, manifest, mapping }: Specification) {
  const key = modelKey(trace, manifest.variants)
  const { Variant: _, ...constants } = modelOf(manifest, key).constants
  return moduleRequest({
    specFolder: folder,
    name: 'TraceCallsRun',
    base: 'TraceCalls',
    definitions: [
      `TheVariant == ${tlaRecord(trace.features)}`,
      `TheInferred == {${inferredActions(mapping).map(tlaString).join(', ')}}`,
      `TheEnvironment == ${environmentText(trace, mapping)}`,
      `TheCallLimit == ${callsText(trace, mapping)}`,
      `TheCallOrder == <<${orderOf(trace, mapping).map(tlaString).join(', ')}>>`,
      `Wanted == Settled => ${stutters(trace) ? notAtTheEnd(trace, mapping) : trace.property}`,
    ],
    constants: {
      ...constants,
      Variant: '<- TheVariant',
      Inferred: '<- TheInferred',
      Environment: '<- TheEnvironment',
      CallLimit: '<- TheCallLimit',
      CallOrder: '<- TheCallOrder',
    },
    specification: 'CallsSpec',
    invariants: ['Wanted'],
    deadlock: false,
  })
}

/** The threads do not all stand where the trace ends. */
function notAtTheEnd(trace: Trace, mapping: Mapping): string {
  const control = controlOf(trace.states.at(-1)?.state ?? {}, mapping)
  return `${mapping.control} # ${tlaFunction([...control].map(([name, action]) => [name, tlaString(action)]))}`
}

const tlaFunction = (pairs: readonly (readonly [string, string | number])[]): string =>
  `(${pairs.map(([name, value]) => `${tlaString(name)} :> ${value}`).join(' @@ ')})`

function callsText(trace: Trace, mapping: Mapping): string {
  const state = trace.states[0]?.state ?? {}
  const names = [...controlOf(state, mapping).keys(), ...environmentOf(state, mapping).keys()]
  const calls = callsOf(trace, mapping)
  return tlaFunction(names.map((name) => [name, calls.get(name) ?? 0]))
}

/** More threads have too many orders to search: their calls then keep the order of the trace. */
const mostThreads = 4

/** The performers of the calls, in the order that TLC must keep; empty if it may search every order. */
function orderOf(trace: Trace, mapping: Mapping): string[] {
  const inferred = new Set(inferredActions(mapping))
  if (controlOf(trace.states[0]?.state ?? {}, mapping).size <= mostThreads) return []
  return trace.states.flatMap(({ step }) =>
    step === null || inferred.has(step.action) ? [] : [step.performer],
  )
}

/** Without the variables that only narrow the order; the states show the action of each step. */
function ofTheModel(behaviour: Behaviour): Behaviour {
  return {
    ...behaviour,
    states: behaviour.states.map(({ state: { callsLeft: _, callsMade: __, ...state } }) => ({
      action: null,
      state,
    })),
  }
}
