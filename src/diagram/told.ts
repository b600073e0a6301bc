import { PeerupError } from '../error.js'
import { type Arrow, type Mapping, related } from '../mapping/mapping.js'
import { controlOf } from '../trace/control.js'
import type { Trace } from '../trace/trace.js'
import type { State } from '../trace/value.js'
import { fill } from './template.js'

/** One step as the mapping tells it. Step n leads to the trace's state n. */
export type Told = {
  step: number
  performer: string
  action: string
  kind: Arrow['kind']
  /** The lifeline that the arrow goes to or comes from; null: the performer's own. */
  target: Target | null
  text: string
}

/** A lifeline of the mapping; `owner` is the thread when there is one for each. */
export type Target = { lifeline: string; owner: string | null }

/** Tells every step of the trace: none is left out, whatever the mapping says of it. */
export function tellSteps(trace: Trace, mapping: Mapping): Told[] {
  return trace.states.flatMap(({ step, state }, index) => {
    const before = trace.states[index - 1]?.state
    if (step === null || before === undefined) return []
    return [tellStep(trace, mapping, { ...step, index, before, after: state })]
  })
}

type Step = { performer: string; action: string; index: number; before: State; after: State }

function tellStep(trace: Trace, mapping: Mapping, step: Step): Told {
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
  const scene = { mapping, action, self: performer, before, after }
  const target = targetOf(arrow, mapping, performer, action)
  return { step: index, performer, action, kind: arrow.kind, target, text: fill(arrow.text, scene) }
}

function arrowsOf(mapping: Mapping, { action, index }: Step): readonly Arrow[] {
  const known = Object.hasOwn(mapping.actions, action) ? mapping.actions[action] : undefined
  if (known !== undefined) return known.arrows
  throw new PeerupError('trace', `expected an action of the mapping, got "${action}"`, {
    where: { step: index },
  })
}

function holds(arrow: Arrow, features: Trace['features']): boolean {
  return Object.entries(arrow.if ?? {}).every(([name, value]) => features[name] === value)
}

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
