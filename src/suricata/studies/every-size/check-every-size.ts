import pMap from 'p-map'
import type { Specification } from '../../../core/manifest.js'
import type { Trace } from '../../../core/trace.js'
import type { TlcOptions } from '../../../tlc/run.js'
import { type CheckedPair, checkPair } from './check-pair.js'
import { checkRefinement } from './check-refinement.js'
import { concreteTrace, type Violated } from './concrete-trace.js'
import { type Plan, type PlannedRefinement, readPlan, variantsOf } from './plan.js'
import { type EverySizeResult, everySizeResult } from './result.js'

export type EverySizeOptions = {
  specification: Specification
  jar: string
  /** Also checks the refinement at sizes that take minutes. */
  deep: boolean
  signal?: AbortSignal
  /** Told after each run of TLC. */
  onProgress?: (progress: { done: number; what: string }) => void
}

export type CheckedEverySize = {
  result: EverySizeResult
  /** The behaviour of all threads for each violation that was made concrete. */
  traces: Trace[]
}

/** Runs of TLC side by side: one a core. */
const runsAtOnce = 2

/**
 * Checks two threads that stand for a pair in an engine of any size: that the model implements them at
 * small sizes, which properties they have, and that what they violate happens among many threads too.
 */
export async function checkEverySize(options: EverySizeOptions): Promise<CheckedEverySize> {
  const start = performance.now()
  const { specification, deep } = options
  const plan = readPlan(specification)
  const each = stepsOf(options)
  const tlc = tlcOptionsOf(options)

  const pairs = await each(combinations(plan), nameOf, (asked) =>
    checkPair(specification, plan, asked, tlc),
  )
  const pair = pairs.flatMap(({ rows }) => rows)
  const violations = pairs.flatMap((one) => toMakeConcrete(plan, one, deep))
  const concrete = await each(violations, concreteName, (violated) =>
    concreteTrace(specification, plan, violated, tlc),
  )
  const refined = await each(toRefine(plan, deep), refinementName, (asked) =>
    checkRefinement(specification, plan, asked, tlc),
  )
  const result = everySizeResult.parse({
    format: 'peerup-reduction/1',
    tlc: pairs[0]?.tlc ?? '',
    refinement: refined.map(({ row }) => row),
    pair,
    concrete: concrete.map(({ row }) => row),
    seconds: (performance.now() - start) / 1000,
  })
  return { result, traces: concrete.flatMap(({ trace }) => (trace === null ? [] : [trace])) }
}

type Asked = { variant: string; scenario: string }
type Refinement = { variant: string; planned: PlannedRefinement }

const nameOf = ({ variant, scenario }: Asked) => `a pair of ${variant} in ${scenario}`

const concreteName = ({ row: { property, variant, scenario } }: Violated) =>
  `${property} of ${variant} in ${scenario}, among many threads`

const refinementName = ({ variant, planned: { topology, scenarios } }: Refinement) =>
  `${variant} implements the pair at ${topology}, ${scenarios.join(', ')}`

const combinations = ({ variants, scenarios }: Plan): Asked[] =>
  variants.flatMap((variant) =>
    Object.entries(scenarios)
      .filter(([, asked]) => asked.variants?.includes(variant) ?? true)
      .map(([scenario]) => ({ variant, scenario })),
  )

function toRefine(plan: Plan, deep: boolean): Refinement[] {
  const { refinement } = plan
  const planned = [...refinement.ordinary, ...(deep ? refinement.deep : [])]
  return planned.flatMap((one) =>
    variantsOf(plan, one).map((variant) => ({ variant, planned: one })),
  )
}

/** Violations of the property that the plan names, in the scenarios that it names. */
function toMakeConcrete({ concrete }: Plan, pair: CheckedPair, deep: boolean): Violated[] {
  const scenarios = [...concrete.ordinary, ...(deep ? concrete.deep : [])]
  return pair.rows.flatMap((row) => {
    const behaviour = pair.violated.get(row.property)
    const isAsked = row.property === concrete.property && scenarios.includes(row.scenario)
    return behaviour === undefined || !isAsked ? [] : [{ row, behaviour }]
  })
}

const tlcOptionsOf = ({ jar, signal }: EverySizeOptions): TlcOptions => ({
  jar,
  ...(signal === undefined ? {} : { signal }),
})

/** Runs questions side by side and tells of each that is answered. */
function stepsOf({ onProgress = () => {} }: EverySizeOptions) {
  let done = 0
  return <Question, Answer>(
    questions: readonly Question[],
    name: (question: Question) => string,
    ask: (question: Question) => Promise<Answer>,
  ): Promise<Answer[]> =>
    pMap(
      questions,
      async (question) => {
        const answer = await ask(question)
        done += 1
        onProgress({ done, what: name(question) })
        return answer
      },
      { concurrency: runsAtOnce },
    )
}
