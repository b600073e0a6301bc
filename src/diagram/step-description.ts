import { controlOf } from '../core/control.js'
import { PeerupError } from '../core/error.js'
import { hasFeatures } from '../core/features.js'
import { type Arrow, type Mapping, related } from '../core/mapping.js'
import type { Trace } from '../core/trace.js'
import { closingStep } from '../core/trace-loop.js'
import type { State } from '../core/value.js'
import { fill } from './template.js'

/** One step in the mapping's words. Step n leads to the trace's state n, or closes its loop. */
export type StepDescription = {
  step: number
  performer: string
  action: string
  /** Whether the driver takes it: then the performer is no thread. */
  driver: boolean
  kind: Arrow['kind']
  /** The lifeline that the arrow goes to or comes from; null: the performer's own. */
  target: Target | null
  text: string
}

/** A lifeline of the mapping; `owner` is its thread if each thread has one. */
export type Target = { lifeline: string; owner: string | null }

/** Describes every step of the trace, with the one that closes a loop. */
export function describeSteps(trace: Trace, mapping: Mapping): StepDescription[] {
  const { states, loop } = trace
  const descriptions = states.flatMap(({ step, state }, index) => {
    const before = states[index - 1]?.state
    if (step === null || before === undefined) return []
    return [describeStep(trace, mapping, { ...step, index, before, after: state })]
  })
  const closing = closingStep(trace, mapping)
  const [before, after] = [states.at(-1)?.state, loop === null ? undefined : states[loop]?.state]
  if (closing === null || before === undefined || after === undefined) return descriptions
  const index = states.length
  return [...descriptions, describeStep(trace, mapping, { ...closing, index, before, after })]
}

type Step = { performer: string; action: string; index: number; before: State; after: State }

function describeStep(trace: Trace, mapping: Mapping, step: Step): StepDescription {
  const { performer, action, index, before, after } = step
  const next = controlOf(after, mapping, { step: index }).get(performer)
  const arrow = arrowsOf(mapping, step).find(
    (candidate) => holds(candidate, trace.features) && (candidate.next ?? next) === next,
  )
  if (arrow === undefined) {
    throw new PeerupError(
      'mapping',
      `action ${action}: expected an arrow whose conditions hold, found none`,
      {
        where: { step: index },
      },
    )
  }
  const values = { mapping, action, self: performer, before, after }
  return {
    step: index,
    performer,
    action,
    driver: mapping.actions[action]?.performer === 'driver',
    kind: arrow.kind,
    target: targetOf(arrow, mapping, performer, action),
    text: fill(arrow.text, values),
  }
}

function arrowsOf(mapping: Mapping, { action, index }: Step): readonly Arrow[] {
  const definition = Object.hasOwn(mapping.actions, action) ? mapping.actions[action] : undefined
  if (definition !== undefined) return definition.arrows
  throw new PeerupError('trace', `expected an action of the mapping, got "${action}"`, {
    where: { step: index },
  })
}

const holds = (arrow: Arrow, features: Trace['features']): boolean =>
  hasFeatures(features, arrow.if)

function targetOf(arrow: Arrow, mapping: Mapping, self: string, action: string): Target | null {
  if (arrow.to === undefined) return null
  const lifeline = mapping.lifelines.find(({ id }) => id === arrow.to)
  if (lifeline === undefined) {
    throw new PeerupError('mapping', `action ${action}: expected a lifeline, got "${arrow.to}"`)
  }
  if (lifeline.each === undefined) return { lifeline: lifeline.id, owner: null }
  const owner = arrow.of === undefined ? self : related(mapping, arrow.of, self)
  return { lifeline: lifeline.id, owner }
}
