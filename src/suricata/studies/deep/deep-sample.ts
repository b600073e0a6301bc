import { isDeepStrictEqual } from 'node:util'
import pMap from 'p-map'
import { checkModel } from '../../../check/check-model.js'
import { PeerupError } from '../../../core/error.js'
import { groupBy } from '../../../core/group-by.js'
import { modelOf, type Specification } from '../../../core/manifest.js'
import { runTlc } from '../../../tlc/run.js'
import { checkRefinement } from '../every-size/check-refinement.js'
import { isPlanOf, readPlan } from '../every-size/plan.js'
import { surveyOf } from '../fix-sets/question.js'
import { fixSetsOf } from '../fix-sets/sets.js'
import type { Deep } from './deep-file.js'

type Options = { jar: string; signal: AbortSignal }

/** A question of the deep check: the answer that is committed (`kept`), and the answer of this run. */
export type SampledQuestion = { question: string; kept: unknown; found: unknown }

export const isAsCommitted = ({ kept, found }: SampledQuestion): boolean =>
  isDeepStrictEqual(kept, found)

/** The most states of a question that a sample asks. */
const mostStates = 300_000

/**
 * Asks the smallest question of each kind and scenario of a deep check again; a scenario whose questions
 * are all too large is left out. Documents quote the answers that take minutes from deep.json; the sample
 * shows whether that file can still be right. Throws `mapping` if the file has no rows of a kind, or one
 * that the deep check no longer asks.
 */
export async function sampleDeep(
  specification: Specification,
  deep: Deep,
  options: Options,
): Promise<SampledQuestion[]> {
  const refinements = smallestOf('refinement', deep.refinement)
  const searches = smallestOf('lattice', deep.lattice)
  const [liveness] = smallestOf('models', deep.models)
  return pMap(
    [
      ...refinements.map((row) => () => sampleRefinement(specification, row, options)),
      ...(liveness === undefined
        ? []
        : [() => sampleLiveness(specification, deep.models, liveness, options)]),
      ...searches.map((row) => () => sampleLattice(specification, row, options)),
    ],
    (sample) => sample(),
    { concurrency: 2 },
  )
}

type Rows<Kind extends 'refinement' | 'lattice' | 'models'> = NonNullable<Deep[Kind]>

/** The smallest row of each scenario, unless it has too many states. */
function smallestOf<Row extends { states: number | null; scenario: string }>(
  kind: string,
  rows: readonly Row[] = [],
): Row[] {
  const sizeOf = ({ states }: Row) => states ?? Number.POSITIVE_INFINITY
  const sorted = [...rows].sort((a, b) => sizeOf(a) - sizeOf(b))
  if (sorted.length === 0) {
    throw new PeerupError('mapping', `expected rows of ${kind} in deep.json, found none`, {
      fix: rewrite,
    })
  }
  return groupBy(sorted, ({ scenario }) => scenario).flatMap(([, [smallest]]) =>
    smallest !== undefined && sizeOf(smallest) <= mostStates ? [smallest] : [],
  )
}

async function sampleRefinement(
  specification: Specification,
  kept: Rows<'refinement'>[number],
  options: Options,
): Promise<SampledQuestion> {
  const { variant, scenario, topology } = kept
  const question = `${variant} implements the pair at ${topology}, ${scenario}`
  const plan = readPlan(specification)
  const planned = plan.refinement.deep.find((one) => isPlanOf(plan, one, kept))
  if (planned === undefined) throw notAsked(question)
  const { row } = await checkRefinement(specification, plan, { variant, planned }, options)
  return { question, kept: withoutTime(kept), found: withoutTime(row) }
}

async function sampleLiveness(
  specification: Specification,
  rows: Rows<'models'>,
  { model: name, variant, scenario, topology }: Rows<'models'>[number],
  options: Options,
): Promise<SampledQuestion> {
  const kept = rows.filter(({ model }) => model === name)
  const model = modelOf(specification.manifest, { variant, scenario, topology })
  const checked = await checkModel(specification, model, { ...options, deep: true })
  const wanted = new Set(kept.map(({ property }) => property))
  const found = checked.rows.filter(({ property }) => wanted.has(property))
  return {
    question: `${[...wanted].join(', ')} of ${name}`,
    kept: kept.map(withoutFile),
    found: found.map(withoutFile),
  }
}

async function sampleLattice(
  specification: Specification,
  kept: Rows<'lattice'>[number],
  options: Options,
): Promise<SampledQuestion> {
  const { set: name, scenario, model } = kept
  const question = `safety of ${name} in ${scenario} at ${model}`
  const set = fixSetsOf(specification.manifest).named(name)
  if (set === undefined) throw notAsked(question)
  const { request, read } = surveyOf(specification, model, [{ set, scenario }])
  const [found] = read(await runTlc(request, options))
  return { question, kept, found }
}

const withoutTime = <Row extends { seconds: number }>({ seconds: _, ...row }: Row) => row

/** The path of a counterexample's file is not part of the answer. */
const withoutFile = ({ trace: _, ...row }: Rows<'models'>[number]) => withoutTime(row)

const rewrite = 'npm run check:deep writes it anew'

const notAsked = (question: string): PeerupError =>
  new PeerupError(
    'mapping',
    `expected deep.json to answer questions of the deep check, got ${question}`,
    { fix: rewrite },
  )
