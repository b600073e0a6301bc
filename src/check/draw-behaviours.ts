import pMap from 'p-map'
import { sameValue } from '../core/canonical-value.js'
import type { Model, Specification } from '../core/manifest.js'
import type { Trace } from '../core/trace.js'
import { traceOf } from '../core/trace-of.js'
import type { State } from '../core/value.js'
import { simulate } from '../tlc/simulate.js'
import { type CheckModelOptions, modelRequest, traceMeta } from './check-model.js'

/** The number of behaviours that a check replays of each variant, over all its models. */
export const behavioursPerVariant = 100

/** Fixed, so that every run draws the same behaviours. */
const seed = 1

type DrawOptions = Pick<CheckModelOptions, 'jar' | 'signal'>

/**
 * `count` behaviours that TLC draws at random from a model, as traces with their number as the property.
 * They are long enough for the longest start and some forwarding after it. Rejects as TLC does.
 */
export async function drawBehaviours(
  specification: Specification,
  model: Model,
  { count, from }: { count: number; from?: string | undefined },
  options: DrawOptions,
): Promise<Trace[]> {
  const depth = Math.round((model.size?.depth ?? 60) * 1.5)
  const behaviours = await simulate(
    modelRequest(specification, model, { properties: [], deadlock: false, specification: from }),
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
        property: `drawn-${from === undefined ? '' : `${from}-`}${String(index + 1).padStart(3, '0')}`,
        tlc: 'simulate',
      },
      specification.mapping,
    ),
  )
}

/** TLA+ allows a step that changes nothing anywhere. No thread performs it, so a replay cannot either. */
function withoutStuttering(states: readonly State[]): State[] {
  return states.filter((state, index) => {
    const before = states[index - 1]
    return before === undefined || !sameValue(before, state)
  })
}

/** The number of behaviours of each of `models` models, so that they add up to `total`. */
export function shareOut(models: number, total = behavioursPerVariant): number[] {
  return Array.from({ length: models }, (_, i) => Math.floor((total + i) / models))
}

/**
 * Draws the behaviours of each variant, shared out among its models. `fail` gets the error of a model
 * that yields none.
 */
export async function drawBehavioursOfAll(
  specification: Specification,
  modelsByVariant: readonly (readonly Model[])[],
  { fail, ...options }: DrawOptions & { fail: (error: unknown) => void },
): Promise<Trace[]> {
  const { scenarios } = specification.manifest
  const shares = modelsByVariant.flatMap((models) => {
    const sources = models.flatMap((model) =>
      [undefined, ...(scenarios[model.scenario]?.drawn ?? [])].map((from) => ({ model, from })),
    )
    const counts = shareOut(sources.length)
    return sources.map((source, i) => ({ ...source, count: counts[i] ?? 0 }))
  })
  const draw = async ({ model, ...share }: (typeof shares)[number]): Promise<Trace[]> => {
    try {
      return await drawBehaviours(specification, model, share, options)
    } catch (error) {
      fail(error)
      return []
    }
  }
  return (await pMap(shares, draw, { concurrency: 2 })).flat()
}
