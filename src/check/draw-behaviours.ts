import { sameValue } from '../core/canonical-value.js'
import type { Model, Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { traceOf } from '../core/trace-of.js'
import type { State } from '../core/value.js'
import { simulate } from '../tlc/simulate.js'
import { type CheckModelOptions, modelRequest, traceMeta } from './check-model.js'

/** How many behaviours of each variant are replayed, over all its models. */
export const behavioursPerVariant = 100

/** The same behaviours in every run. */
const seed = 1

/**
 * Behaviours that TLC draws at random from a model, as traces whose "property" is their number. They
 * are long enough for the longest start and some forwarding after it.
 */
export async function drawBehaviours(
  specification: Specification,
  model: Model,
  count: number,
  options: Pick<CheckModelOptions, 'jar' | 'signal'>,
): Promise<Trace[]> {
  const depth = Math.round((model.size?.depth ?? 60) * 1.5)
  const behaviours = await simulate(
    modelRequest(specification, model, { properties: [], deadlock: false }),
    { behaviours: count, depth, seed },
    options,
  )
  return behaviours.map((states, index) =>
    traceOf(
      {
        states: withoutStuttering(states).map((state) => ({ action: null, state })),
        loop: null,
        stuttering: false,
      },
      {
        ...traceMeta(model),
        property: `drawn-${String(index + 1).padStart(3, '0')}`,
        tlc: 'simulate',
      },
      specification.mapping,
    ),
  )
}

/** A step that changes nothing is nobody's: TLA+ allows one anywhere, and there is nothing to replay. */
function withoutStuttering(states: readonly State[]): State[] {
  return states.filter((state, index) => {
    const before = states[index - 1]
    return before === undefined || !sameValue(before, state)
  })
}

/** How many behaviours each of `models` models gives, so that a variant has its number. */
export function shareOut(models: number, total = behavioursPerVariant): number[] {
  return Array.from({ length: models }, (_, i) => Math.floor((total + i) / models))
}
