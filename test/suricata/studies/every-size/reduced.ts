import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSpecification, type Specification } from '../../../../src/core/manifest.js'
import { packageRoot } from '../../../../src/core/package-root.js'
import { checkPair } from '../../../../src/suricata/studies/every-size/check-pair.js'
import { checkRefinement } from '../../../../src/suricata/studies/every-size/check-refinement.js'
import type { Violated } from '../../../../src/suricata/studies/every-size/concrete-trace.js'
import { readPlan } from '../../../../src/suricata/studies/every-size/plan.js'
import type { PairRow } from '../../../../src/suricata/studies/every-size/result.js'
import { findJar } from '../../../../src/tlc/jar.js'

export const ours = readSpecification(join(packageRoot, 'spec'))
export const plan = readPlan(ours)
export const options = { jar: await findJar() }

/** What a change replaces in a module, and by what. */
export type Change = { module: string; from: string; to: string }

/** A copy of the specification with one change, for as long as `use` runs. */
export async function changed<T>(
  { module, from, to }: Change,
  use: (specification: Specification) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'peerup-reduction-'))
  try {
    cpSync(ours.folder, folder, { recursive: true })
    const file = join(folder, module)
    const text = readFileSync(file, 'utf8')
    if (text.split(from).length !== 2) throw new Error(`expected once in ${module}: ${from}`)
    writeFileSync(
      file,
      text.replace(from, () => to),
    )
    return await use({ ...ours, folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Size = { variant: string; topology: string; scenarios: string[] }

/** Whether a model of this size implements the pair. */
export async function refines(specification: Specification, size: Size) {
  const { variant, ...rest } = size
  const planned = { ...rest, workers: 1 }
  return (await checkRefinement(specification, plan, { variant, planned }, options)).row
}

type Asked = { variant: string; scenario: string; property: string }

/** What the pair shows of one property. */
export async function pairRow(specification: Specification, asked: Asked): Promise<PairRow> {
  return (await ask(specification, asked)).row
}

/** How the pair violates one property. */
export async function violation(specification: Specification, asked: Asked): Promise<Violated> {
  const { row, behaviour } = await ask(specification, asked)
  if (behaviour === undefined) throw new Error(`expected ${asked.property} to be violated`)
  return { row, behaviour }
}

async function ask(specification: Specification, { property, ...asked }: Asked) {
  const { rows, violated } = await checkPair(specification, plan, asked, options)
  const row = rows.find((one) => one.property === property)
  if (row === undefined) throw new Error(`expected a row for ${property}`)
  return { row, behaviour: violated.get(property) }
}
