import { PeerupError, type Where } from '../error.js'
import type { Mapping } from '../mapping/mapping.js'
import { controlOf, stepBetween } from './control.js'
import { explainIssue } from './explain-issue.js'
import { type Itf, itfSchema } from './itf-schema.js'
import { environment, type Step, type Trace } from './trace.js'
import type { State } from './value.js'

const description = 'a behaviour of a TLA+ model, with the step that leads to each state (peerup)'

/** A trace in ITF; throws a PeerupError `trace` if it is none, for example lacks a variable. */
export function toItf(trace: Trace): Itf {
  const { states, loop, ...meta } = trace
  const vars = Object.keys(states[0]?.state ?? {}).sort()
  return check({
    '#meta': {
      format: 'ITF',
      'format-description': description,
      peerup: 'peerup-trace/1',
      ...meta,
    },
    vars,
    ...(loop === null ? {} : { loop }),
    states: states.map(({ step, state }, index) => ({
      '#meta': { index, ...step },
      ...inOrder(state, vars),
    })),
  })
}

/** Two versions of TLC print variables in different orders; their files are alike. */
const inOrder = (state: State, vars: readonly string[]): State =>
  Object.fromEntries(Object.entries(state).sort(([a], [b]) => vars.indexOf(a) - vars.indexOf(b)))

/**
 * The trace in a file's data. Throws a PeerupError `trace` that names the file, the state, what was
 * expected there and what came.
 */
export function parseItf(data: unknown, file: string, mapping: Mapping): Trace {
  const itf = check(data, { file })
  const { format, 'format-description': _, peerup, ...meta } = itf['#meta']
  const states = itf.states.map(({ '#meta': { index, performer, action }, ...state }) => ({
    state,
    step: performer === undefined || action === undefined ? null : { performer, action },
    where: { file, state: index },
  }))
  for (const [index, after] of states.entries()) {
    const before = states[index - 1]
    if (before === undefined) controlOf(after.state, mapping, after.where)
    else checkStep(before.state, after, mapping)
  }
  return {
    ...meta,
    states: states.map(({ step, state }) => ({ step, state })),
    loop: itf.loop ?? null,
  }
}

function check(data: unknown, where: Where = {}): Itf {
  const parsed = itfSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const { path, message } = explainIssue(parsed.error, data)
  const state = path[0] === 'states' && typeof path[1] === 'number' ? { state: path[1] } : {}
  throw new PeerupError('trace', message, { where: { ...where, ...state } })
}

/** The recorded step must be the one that the two states show. */
function checkStep(
  before: State,
  { step, state, where }: { step: Step | null; state: State; where: Where },
  mapping: Mapping,
): void {
  if (step === null) return
  const threads = [...controlOf(before, mapping, where).keys()]
  if (step.performer !== environment && !threads.includes(step.performer)) {
    const expected = `one of ${threads.join(', ')} or ${environment}`
    throw new PeerupError('trace', `expected ${expected}, got ${step.performer}`, { where })
  }
  if (!Object.hasOwn(mapping.actions, step.action)) {
    throw new PeerupError('trace', `expected an action of the mapping, got ${step.action}`, {
      where,
    })
  }
  const shown = stepBetween([before, state], step.action, mapping, where)
  if (shown.performer === step.performer) return
  const expected = `${shown.performer} to act, as the states show`
  throw new PeerupError('trace', `expected ${expected}, got ${step.performer}`, { where })
}
