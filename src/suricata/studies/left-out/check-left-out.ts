import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import { groupBy } from '../../../core/group-by.js'
import type { Specification } from '../../../core/manifest.js'
import type { TlcOptions } from '../../../tlc/command.js'
import { type Case, type Cases, readCases } from './cases.js'
import { type Answer, explore } from './explore.js'
import { questionsOf, type Row } from './questions.js'
import { type LeftOutResult, type LeftOutRow, leftOutResult } from './result.js'
import { stepsOf } from './steps.js'

export type LeftOutOptions = TlcOptions & {
  specification: Specification
  /** The folder with the modules and cases.json; by default `left-out` in the specification's. */
  folder?: string
  /** Asks only these cases; by default all. */
  cases?: readonly string[]
}

/**
 * What PeerUp.tla leaves out: asks every case of every variant, without its change and with it, and
 * compares the verdicts with the argued ones. Two JVMs share the cases. Throws a PeerupError as `explore`
 * and `readCases` do, and `mapping` for a claim that a case's module does not have.
 */
export async function checkLeftOut(options: LeftOutOptions): Promise<LeftOutResult> {
  const { specification, folder = join(specification.folder, 'left-out'), cases: names } = options
  const cases = readCases(folder)
  const asked = cases.cases.filter(({ name }) => names?.includes(name) ?? true)
  const parts = await Promise.all(
    halvesOf(asked).map((half) => ask({ ...cases, cases: half }, folder, options)),
  )
  return leftOutResult.parse({
    format: 'peerup-left-out-result/1',
    tlc: parts[0]?.version,
    states: parts.reduce((sum, { states }) => sum + states, 0),
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    rows: parts.flatMap(({ rows }) => rows),
  })
}

/** Two halves of the cases, or one part if all are of one module: cases of a module share a search. */
function halvesOf(cases: readonly Case[]): Case[][] {
  const groups = groupBy(cases, ({ module }) => module).map(([, group]) => group)
  const middle = Math.ceil(groups.length / 2)
  return [groups.slice(0, middle), groups.slice(middle)].flatMap((half) =>
    half.length === 0 ? [] : [half.flat()],
  )
}

async function ask(cases: Cases, folder: string, options: LeftOutOptions) {
  const { specification, folder: _, cases: __, ...tlc } = options
  const { rows, text } = questionsOf(cases, specification.manifest.variants)
  const folders = { folder, specFolder: specification.folder, module: cases.module }
  const { answers, ...explored } = await explore(folders, text, tlc)
  return { ...explored, rows: rows.map((row) => answered(row, answers.get(row.question))) }
}

function answered(row: Row, answer: Answer | undefined): LeftOutRow {
  const { name, module, claim } = row.case
  if (answer === undefined || !answer.claims.includes(claim)) {
    const actual = answer?.claims.join(', ') ?? 'none'
    throw new PeerupError('mapping', `expected the claim ${claim} in ${module}, got ${actual}`, {
      where: { file: 'cases.json' },
      fix: `name a claim that ${module}.tla lists under Claims`,
    })
  }
  const behaviour = answer.broken.get(claim)
  const { variant, changed, expected, why } = row
  return {
    ...{ case: name, variant, changed, expected, why },
    verdict: behaviour === undefined ? 'holds' : 'violated',
    happened: answer.happened,
    counterexample: behaviour === undefined ? null : stepsOf(behaviour),
  }
}
