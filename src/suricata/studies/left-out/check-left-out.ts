import { join } from 'node:path'
import { PeerupError } from '../../../core/error.js'
import type { Specification } from '../../../core/manifest.js'
import type { TlcOptions } from '../../../tlc/command.js'
import { type Cases, readCases } from './cases.js'
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
 * What PeerUp.tla leaves out: asks every case of every variant, without its change and with it, in one
 * JVM, and compares the verdicts with the argued ones. Throws a PeerupError as `explore` and `readCases`
 * do, and `mapping` for a claim that a case's module does not have.
 */
export async function checkLeftOut(options: LeftOutOptions): Promise<LeftOutResult> {
  const { specification, folder = join(specification.folder, 'left-out'), cases, ...tlc } = options
  const { module, ...all } = readCases(folder)
  const asked: Cases = {
    ...all,
    module,
    cases: all.cases.filter(({ name }) => cases?.includes(name) ?? true),
  }
  const { rows, text } = questionsOf(asked, specification.manifest.variants)
  const folders = { folder, specFolder: specification.folder, module }
  const { version, states, seconds, answers } = await explore(folders, text, tlc)
  return leftOutResult.parse({
    format: 'peerup-left-out-result/1',
    tlc: version,
    states,
    seconds,
    rows: rows.map((row) => answered(row, answers.get(row.question))),
  })
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
