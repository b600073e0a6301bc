import { PeerupError } from '../../core/error.js'
import type { Specification } from '../../core/manifest.js'
import { type Trace, traceName } from '../../core/trace.js'
import { type State, sameValue } from '../../core/value.js'
import { moduleRequest, tlaRecord } from '../module-request.js'
import { runTlc } from '../run.js'
import { performersOf, tracesModule } from './traces-module.js'

/**
 * What is driven may have another order than the trace, and not all of a state can be seen from outside: so
 * the trace is held against its model before. Its steps must be a behaviour, the one that closes its loop
 * among them, its states those of the model, value by value, and its last state must violate its property,
 * if that is about states. Without a module that follows traces, nothing is checked. Throws a PeerupError
 * `trace` that names the state.
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
    const what = loop === null ? ` that violates ${property} in its last state` : ''
    throw wrong(trace, `a behaviour of its model${what}, it is none`)
  }
  for (const [index, { state }] of verdict.behaviour.states.entries()) {
    const { trace: _, taken: __, alike: ___, ...expected } = state
    // The step that closes a loop leads to a state that is there already.
    const at = index < states.length ? index : (loop ?? index)
    expectSame(expected, states[at]?.state ?? {}, at, trace)
  }
}

function expectSame(expected: State, came: State, index: number, trace: Trace): void {
  const names = new Set([...Object.keys(expected), ...Object.keys(came)])
  for (const name of names) {
    const [one, other] = [expected[name], came[name]]
    if (one !== undefined && other !== undefined && sameValue(one, other)) continue
    const [wanted, got] = [one, other].map((value) => JSON.stringify(value) ?? 'nothing')
    throw wrong(trace, `${name} = ${wanted} as its model has it, got ${got}`, index)
  }
}

function wrong(trace: Trace, expected: string, index?: number): PeerupError {
  return new PeerupError('trace', `${traceName(trace)}: expected ${expected}`, {
    ...(index === undefined ? {} : { where: { state: index } }),
    fix: 'npm run check writes the traces anew',
  })
}

/** TLC follows the trace by who acts: in a state, whoever acts decides what happens. */
function request(trace: Trace, specification: Specification, module: string) {
  const { definitions, constants } = tracesModule(
    specification,
    [trace],
    new Map([[trace.variant, tlaRecord(trace.features)]]),
  )
  const steps = performersOf(trace, specification.mapping).length
  // One that goes on for ever violates what no state alone does.
  const violation = trace.loop === null ? ` /\\ ~(${trace.property})` : ''
  return moduleRequest({
    specFolder: specification.folder,
    name: 'Followed',
    base: module,
    definitions: [...definitions, `Whole == ~(taken = ${steps}${violation})`],
    constants,
    specification: 'FollowSpec',
    invariants: ['Whole'],
    deadlock: false,
  })
}
