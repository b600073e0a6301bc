import { join } from 'node:path'
import type { Specification } from '../../../core/manifest.js'
import { cacheFolder } from '../../../tlc/jar.js'
import { answerAll } from './all-questions.js'
import { openAnswerCache } from './answer-cache.js'
import { manifestDeviations, setNamesByVariant, stateCountDeviations } from './cross-check.js'
import { answerDeep } from './deep-questions.js'
import { readExpectations, unexpectedVerdicts } from './expectations.js'
import { answersOf, goals } from './minimal-sets.js'
import { QuestionRunner } from './question-runner.js'
import { type Answer, type FixSetsResult, fixSetsResult } from './result.js'
import { fixSetsOf } from './sets.js'

export type FixSetsOptions = {
  specification: Specification
  jar: string
  signal?: AbortSignal
  onProgress?: (text: string) => void
  /** Also asks what takes minutes: two threads an interface, and liveness in more scenarios. */
  deep?: boolean
  /** Where answers are stored until the run is complete. */
  cache?: string
}

/**
 * Asks TLC about every set of changes: safety of all sets in a few searches, liveness set by set.
 * Answers are stored until the run is complete, so that an interrupted run can go on. Rejects with the
 * first failure of TLC; unexpected verdicts are `surprises` in the result.
 */
export async function checkFixSets(options: FixSetsOptions): Promise<FixSetsResult> {
  const { specification } = options
  const start = performance.now()
  const sets = fixSetsOf(specification.manifest)
  const expectations = readExpectations(specification)
  const cacheRoot = options.cache ?? join(cacheFolder, 'lattice')
  const cache = await openAnswerCache(specification.folder, options.jar, cacheRoot)
  const runner = new QuestionRunner(options, cache)
  const { safety, liveness } = await answerAll(runner, expectations, specification)
  const answers = answersOf({ safety, liveness }, sets)
  if (options.deep === true) await answerDeep(runner, { safety, liveness, answers }, specification)
  const recommendation = onlySmallest(answers)
  const variants = setNamesByVariant(specification.manifest)
  cache.clear()
  return fixSetsResult.parse({
    format: 'peerup-lattice/1',
    tlc: runner.tlc,
    safety,
    liveness,
    answers,
    recommendation,
    variants,
    surprises: [
      ...unexpectedVerdicts(expectations, { safety, liveness }),
      ...manifestDeviations(specification.manifest, { safety, liveness }),
      ...stateCountDeviations({ safety, liveness }),
      ...recommendationDeviations(answers, recommendation, variants),
    ],
    asked: runner.answered,
    resumed: runner.resumed,
    notes: [...cache.notes],
    seconds: (performance.now() - start) / 1000,
  } satisfies FixSetsResult)
}

/** The only minimal set that reaches the last goal with parallel rings; null if there are none or several. */
function onlySmallest(answers: readonly Answer[]): string | null {
  const everything = answers.find(({ want, parallel }) => want === goals.at(-1)?.want && parallel)
  const minimal = everything?.minimal ?? []
  return minimal.length === 1 ? (minimal[0]?.set ?? null) : null
}

function recommendationDeviations(
  answers: readonly Answer[],
  recommendation: string | null,
  variants: Record<string, string>,
): string[] {
  const fixC = variants['fix-c']
  if (recommendation !== null && recommendation === fixC) return []
  const minimal = answers.at(-1)?.minimal.map(({ set }) => set) ?? []
  const actual = minimal.length === 0 ? 'none' : minimal.join(', ')
  return [
    `expected fix-c (${fixC ?? 'no such set'}) to be the only smallest set that reaches every goal, got ${actual}`,
  ]
}
