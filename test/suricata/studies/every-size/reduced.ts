import { join } from 'node:path'
import { readSpecification, type Specification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { checkPair } from '../../../../src/suricata/studies/every-size/check-pair.js'
import { checkRefinement } from '../../../../src/suricata/studies/every-size/check-refinement.js'
import type { Violated } from '../../../../src/suricata/studies/every-size/concrete-trace.js'
import { readPlan } from '../../../../src/suricata/studies/every-size/plan.js'
import type { PairRow } from '../../../../src/suricata/studies/every-size/result.js'
import { findJar } from '../../../../src/tlc/jar.js'
import { type Alteration, alteredCopy } from '../altered-copy.js'

export const ours = readSpecification(join(packageRoot, 'spec'))
export const plan = readPlan(ours)
export const options = { jar: await findJar() }

/** The specification with one alteration, until the end of the test. */
export const altered = (alteration: Alteration): Specification => ({
  ...ours,
  folder: alteredCopy(ours.folder, alteration),
})

type Size = { variant: string; topology: string; scenarios: string[] }

/** The row that says whether a model of this size implements the pair. */
export async function refines(specification: Specification, size: Size) {
  const { variant, ...rest } = size
  const planned = { ...rest, workers: 1 }
  return (await checkRefinement(specification, plan, { variant, planned }, options)).row
}

type Question = { variant: string; scenario: string; property: string }

/** The pair's row for one property. */
export async function pairRow(specification: Specification, question: Question): Promise<PairRow> {
  return (await ask(specification, question)).row
}

/** The pair's row and counterexample for one property. */
export async function violation(
  specification: Specification,
  question: Question,
): Promise<Violated> {
  const { row, behaviour } = await ask(specification, question)
  if (behaviour === undefined) throw new Error(`expected ${question.property} to be violated`)
  return { row, behaviour }
}

async function ask(specification: Specification, { property, ...model }: Question) {
  const { rows, violated } = await checkPair(specification, plan, model, options)
  const row = rows.find((one) => one.property === property)
  if (row === undefined) throw new Error(`expected a row for ${property}`)
  return { row, behaviour: violated.get(property) }
}
