import { sameValue } from '../../core/canonical-value.js'
import { PeerupError } from '../../core/error.js'
import type { Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import type { State } from '../../core/value.js'
import { moduleRequest, tlaRecord } from '../module-request.js'
import { runTlc } from '../run.js'
import { performersOf, tracesModule } from './traces-module.js'

/**
 * Validates a trace against its model with spec/TracePeerUp.tla, value by value. A replay in an unmodified
 * program cannot: it drives another order of the steps, and part of each state is invisible there. The
 * trace's steps, with the one that closes its loop, must be a behaviour of the model; its states must be
 * the model's; the last state of a finite trace must violate its property. Passes every trace of a
 * specification without such a module. Throws a PeerupError `trace` that names the state.
 */
export async function validateBehaviour(
  trace: Trace,
  specification: Specification,
  options: { jar: string; signal?: AbortSignal },
): Promise<void> {
  const { states, loop, property } = trace
  const { follow: module } = specification.manifest
  if (module === undefined) return
  const { verdict } = await runTlc(request(trace, specification, module), options)
  if (verdict.kind === 'holds') {
    const violating = loop === null ? ` that violates ${property} in its last state` : ''
    throw invalid(trace, `not a behaviour of its model${violating}`)
  }
  for (const [index, { state }] of verdict.behaviour.states.entries()) {
    const { trace: _, stepsTaken: __, matching: ___, ...expected } = state
    // The step that closes a loop leads back to an earlier state of the trace.
    const at = index < states.length ? index : (loop ?? index)
    expectSame(expected, states[at]?.state ?? {}, at, trace)
  }
}

function expectSame(expected: State, actual: State, index: number, trace: Trace): void {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)])
  for (const name of names) {
    const [one, other] = [expected[name], actual[name]]
    if (one !== undefined && other !== undefined && sameValue(one, other)) continue
    const [models, traces] = [one, other].map((value) => JSON.stringify(value) ?? 'nothing')
    throw invalid(trace, `expected ${name} = ${models} (from its model), got ${traces}`, index)
  }
}

function invalid(trace: Trace, problem: string, index?: number): PeerupError {
  return new PeerupError('trace', `${traceName(trace)}: ${problem}`, {
    ...(index === undefined ? {} : { where: { state: index } }),
    fix: 'rewrite the traces with npm run check',
  })
}

/** TLC follows the trace by its performers: a state and a performer determine the step. */
function request(trace: Trace, specification: Specification, module: string) {
  const { definitions, constants } = tracesModule(
    specification,
    [trace],
    new Map([[trace.variant, tlaRecord(trace.features)]]),
  )
  const steps = performersOf(trace, specification.mapping).length
  // No single state of an endless trace violates its property.
  const violation = trace.loop === null ? ` /\\ ~(${trace.property})` : ''
  return moduleRequest({
    specFolder: specification.folder,
    name: 'TraceValidation',
    base: module,
    definitions: [...definitions, `NeverComplete == ~(stepsTaken = ${steps}${violation})`],
    constants,
    specification: 'TraceSpec',
    invariants: ['NeverComplete'],
    deadlock: false,
  })
}
