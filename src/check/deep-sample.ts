import { isDeepStrictEqual } from 'node:util'
import { PeerupError } from '../error.js'
import { surveyOf } from '../lattice/ask.js'
import { setNamed } from '../lattice/sets.js'
import { modelOf, type Specification } from '../mapping/manifest.js'
import { type PlannedRefinement, readPlan } from '../reduction/plan.js'
import { checkRefinement } from '../reduction/refinement.js'
import { runTlc } from '../tlc/run.js'
import { checkModel } from './check-model.js'
import type { Deep } from './measured.js'

type Options = { jar: string; signal: AbortSignal }

/** A question of the deep check: what was found when it was last made in full, and what is found now. */
export type Sampled = { question: string; kept: unknown; found: unknown }

export const isAsKept = ({ kept, found }: Sampled): boolean => isDeepStrictEqual(kept, found)

/**
 * Asks the smallest question of each kind of a deep check anew. What takes minutes is quoted from a
 * file; this says whether the file can still be what such a check finds. Throws `mapping` if the file
 * has no row of a kind, or one that is no longer asked.
 */
export async function sampleDeep(
  specification: Specification,
  deep: Deep,
  options: Options,
): Promise<Sampled[]> {
  return [
    await sampleRefinement(specification, smallestOf('refinement', deep.refinement), options),
    await sampleLiveness(specification, deep.models, options),
    await sampleLattice(specification, smallestOf('lattice', deep.lattice), options),
  ]
}

type Rows<Kind extends 'refinement' | 'lattice' | 'models'> = NonNullable<Deep[Kind]>

function smallestOf<Row extends { states: number | null }>(
  kind: string,
  rows: readonly Row[] | undefined,
): Row {
  const sizeOf = ({ states }: Row) => states ?? Number.POSITIVE_INFINITY
  const [smallest] = [...(rows ?? [])].sort((a, b) => sizeOf(a) - sizeOf(b))
  if (smallest !== undefined) return smallest
  throw new PeerupError('mapping', `expected rows of ${kind} in deep.json, found none`, {
    fix: 'npm run check:deep writes it anew',
  })
}

async function sampleRefinement(
  specification: Specification,
  kept: Rows<'refinement'>[number],
  options: Options,
): Promise<Sampled> {
  const { variant, scenario, topology } = kept
  const question = `${variant} implements the pair at ${topology}, ${scenario}`
  const plan = readPlan(specification)
  const planned = plan.refinement.deep.find((one) => isPlanOf(one, kept))
  if (planned === undefined) throw notAsked(question)
  const { row } = await checkRefinement(specification, plan, { variant, planned }, options)
  return { question, kept: withoutTime(kept), found: withoutTime(row) }
}

/** Whether a planned refinement asks the question that a row answers. */
export const isPlanOf = (
  { topology, scenarios, variants }: PlannedRefinement,
  row: Rows<'refinement'>[number],
): boolean =>
  topology === row.topology &&
  scenarios.join(' + ') === row.scenario &&
  (variants?.includes(row.variant) ?? true)

async function sampleLiveness(
  specification: Specification,
  rows: Rows<'models'>,
  options: Options,
): Promise<Sampled> {
  const { model: name, variant, scenario, topology } = smallestOf('models', rows)
  const kept = rows.filter(({ model }) => model === name)
  const model = modelOf(specification.manifest, { variant, scenario, topology })
  const checked = await checkModel(specification, model, { ...options, deep: true })
  const asked = new Set(kept.map(({ property }) => property))
  const found = checked.rows.filter(({ property }) => asked.has(property))
  return {
    question: `${[...asked].join(', ')} of ${name}`,
    kept: kept.map(withoutFile),
    found: found.map(withoutFile),
  }
}

async function sampleLattice(
  specification: Specification,
  kept: Rows<'lattice'>[number],
  options: Options,
): Promise<Sampled> {
  const { set: name, scenario, model } = kept
  const question = `safety of ${name} in ${scenario} at ${model}`
  const set = setNamed(name)
  if (set === undefined) throw notAsked(question)
  const { request, read } = surveyOf(specification, model, [{ set, scenario }])
  const [found] = read(await runTlc(request, options))
  return { question, kept, found }
}

const withoutTime = <Row extends { seconds: number }>({ seconds: _, ...row }: Row) => row

/** Where a counterexample was written says nothing about it. */
const withoutFile = ({ trace: _, ...row }: Rows<'models'>[number]) => withoutTime(row)

const notAsked = (question: string): PeerupError =>
  new PeerupError('mapping', `expected deep.json to answer what is asked, got ${question}`, {
    fix: 'npm run check:deep writes it anew',
  })
