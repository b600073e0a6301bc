import { controlOf, environmentOf } from './control.js'
import { PeerupError, type Where } from './error.js'
import { explainIssue } from './explain-issue.js'
import { type Itf, itfSchema } from './itf-schema.js'
import type { Mapping } from './mapping.js'
import { stepBetween } from './step-between.js'
import type { Step, Trace } from './trace.js'
import { closingStep } from './trace-loop.js'
import type { State } from './value.js'

const description = 'a behaviour of a TLA+ model, with the step that leads to each state (peerup)'

/** A trace in ITF. Throws a PeerupError `trace` for a malformed one: a state lacks a variable, say. */
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

/** TLC's versions print variables in different orders; sorting makes their files equal. */
const inOrder = (state: State, vars: readonly string[]): State =>
  Object.fromEntries(Object.entries(state).sort(([a], [b]) => vars.indexOf(a) - vars.indexOf(b)))

/**
 * Parses the data of a trace file. Throws a PeerupError `trace` that names the file and the state,
 * with the expected and the actual value.
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
    if (before === undefined) performersIn(after.state, mapping, after.where)
    else checkStep(before.state, after, mapping)
  }
  const trace = {
    ...meta,
    states: states.map(({ step, state }) => ({ step, state })),
    loop: itf.loop ?? null,
  }
  closingStep(trace, mapping, { file })
  return trace
}

function check(data: unknown, where: Where = {}): Itf {
  const parsed = itfSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const { path, message } = explainIssue(parsed.error, data)
  const state = path[0] === 'states' && typeof path[1] === 'number' ? { state: path[1] } : {}
  throw new PeerupError('trace', message, { where: { ...where, ...state } })
}

const performersIn = (state: State, mapping: Mapping, where: Where): string[] => [
  ...controlOf(state, mapping, where).keys(),
  ...environmentOf(state, mapping, where).keys(),
]

/** Throws unless the recorded step is the one between the two states. */
function checkStep(
  before: State,
  { step, state, where }: { step: Step | null; state: State; where: Where },
  mapping: Mapping,
): void {
  if (step === null) return
  const performers = performersIn(before, mapping, where)
  if (!performers.includes(step.performer)) {
    const expected = `one of ${performers.join(', ')}`
    throw new PeerupError('trace', `expected ${expected}, got ${step.performer}`, { where })
  }
  if (!Object.hasOwn(mapping.actions, step.action)) {
    throw new PeerupError('trace', `expected an action of the mapping, got ${step.action}`, {
      where,
    })
  }
  const { performer } = stepBetween([before, state], step.action, mapping, where)
  if (performer === step.performer) return
  const message = `expected performer ${performer} (from the states), got ${step.performer}`
  throw new PeerupError('trace', message, { where })
}
