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
  /** Also checks larger sizes, which take minutes. */
  deep: boolean
  signal?: AbortSignal
  /** Called after each run of TLC. */
  onProgress?: (progress: { done: number; what: string }) => void
}

export type CheckedEverySize = {
  result: EverySizeResult
  /** A behaviour of all threads for each concrete violation. */
  traces: Trace[]
}

/** Runs of TLC at the same time: one on each core. */
const concurrency = 2

/**
 * Checks the reduced model, two threads that stand for a pair in an engine of any size: which properties
 * it has, that its violations also happen among many threads, and that the full model implements it at
 * small sizes. Rejects with the first failure of TLC.
 */
export async function checkEverySize(options: EverySizeOptions): Promise<CheckedEverySize> {
  const start = performance.now()
  const { specification, deep } = options
  const plan = readPlan(specification)
  const askEach = askerWithProgress(options)
  const tlc = tlcOptionsOf(options)

  const pairs = await askEach(pairQuestions(plan), pairText, (question) =>
    checkPair(specification, plan, question, tlc),
  )
  const pair = pairs.flatMap(({ rows }) => rows)
  const violations = pairs.flatMap((checked) => violationsToMakeConcrete(plan, checked, deep))
  const concrete = await askEach(violations, concreteText, (violated) =>
    concreteTrace(specification, plan, violated, tlc),
  )
  const refined = await askEach(refinementQuestions(plan, deep), refinementText, (question) =>
    checkRefinement(specification, plan, question, tlc),
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

type PairQuestion = { variant: string; scenario: string }
type RefinementQuestion = { variant: string; planned: PlannedRefinement }

const pairText = ({ variant, scenario }: PairQuestion) => `a pair of ${variant} in ${scenario}`

const concreteText = ({ row: { property, variant, scenario } }: Violated) =>
  `${property} of ${variant} in ${scenario}, among many threads`

const refinementText = ({ variant, planned: { topology, scenarios } }: RefinementQuestion) =>
  `${variant} implements the pair at ${topology}, ${scenarios.join(', ')}`

const pairQuestions = ({ variants, scenarios }: Plan): PairQuestion[] =>
  variants.flatMap((variant) =>
    Object.entries(scenarios)
      .filter(([, bounds]) => bounds.variants?.includes(variant) ?? true)
      .map(([scenario]) => ({ variant, scenario })),
  )

function refinementQuestions(plan: Plan, deep: boolean): RefinementQuestion[] {
  const { refinement } = plan
  const all = [...refinement.ordinary, ...(deep ? refinement.deep : [])]
  return all.flatMap((planned) =>
    variantsOf(plan, planned).map((variant) => ({ variant, planned })),
  )
}

/** Violations of the property that the plan names, in the scenarios that it names. */
function violationsToMakeConcrete(
  { concrete }: Plan,
  pair: CheckedPair,
  deep: boolean,
): Violated[] {
  const scenarios = [...concrete.ordinary, ...(deep ? concrete.deep : [])]
  return pair.rows.flatMap((row) => {
    const behaviour = pair.violated.get(row.property)
    const isPlanned = row.property === concrete.property && scenarios.includes(row.scenario)
    return behaviour === undefined || !isPlanned ? [] : [{ row, behaviour }]
  })
}

const tlcOptionsOf = ({ jar, signal }: EverySizeOptions): TlcOptions => ({
  jar,
  ...(signal === undefined ? {} : { signal }),
})

/** Asks questions at the same time and reports each answer as progress. */
function askerWithProgress({ onProgress = () => {} }: EverySizeOptions) {
  let done = 0
  return <Question, Answer>(
    questions: readonly Question[],
    textOf: (question: Question) => string,
    ask: (question: Question) => Promise<Answer>,
  ): Promise<Answer[]> =>
    pMap(
      questions,
      async (question) => {
        const answer = await ask(question)
        done += 1
        onProgress({ done, what: textOf(question) })
        return answer
      },
      { concurrency },
    )
}
