import { join } from 'node:path'
import type { Specification } from '../../../core/manifest.js'
import { cacheFolder } from '../../../tlc/jar.js'
import { answerAll, cellsOf } from './all-questions.js'
import { openAnswerCache } from './answer-cache.js'
import { manifestDeviations, setNamesByVariant } from './cross-check.js'
import { answerDeep } from './deep-questions.js'
import { readExpectations, unexpectedVerdicts } from './expectations.js'
import { answersOf, goals } from './minimal-sets.js'
import { QuestionRunner } from './question-runner.js'
import { type Answer, type FixSetsResult, fixSetsResult } from './result.js'
import { modelsOf, readUnread } from './same-model.js'
import { fixSetsOf } from './sets.js'

export type FixSetsOptions = {
  specification: Specification
  jar: string
  signal?: AbortSignal
  onProgress?: (text: string) => void
  /** Also asks what takes minutes: two threads an interface. */
  deep?: boolean
  /** Where answers are stored until the run is complete. */
  cache?: string
}

/**
 * Asks TLC about every set of changes: sets that are one model in a scenario once, and many in one search.
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
  const { safety, liveness, order } = await answerAll(runner, specification)
  const answers = answersOf({ safety, liveness, order }, sets)
  if (options.deep === true) await answerDeep(runner, { safety, answers }, specification)
  const recommendation = onlySmallest(answers)
  const variants = setNamesByVariant(specification.manifest)
  cache.clear()
  return fixSetsResult.parse({
    format: 'peerup-lattice/2',
    tlc: runner.tlc,
    safety,
    liveness,
    order,
    answers,
    recommendation,
    variants,
    surprises: [
      ...unexpectedVerdicts(expectations, { safety, liveness, order }),
      ...manifestDeviations(specification.manifest, { safety, liveness }),
      ...recommendationDeviations(answers, recommendation, variants),
    ],
    models: modelsOf(cellsOf(sets.all), readUnread(specification)).length,
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
  const fixD = variants['fix-d']
  if (recommendation !== null && recommendation === fixD) return []
  const minimal = answers.at(-1)?.minimal.map(({ set }) => set) ?? []
  const actual = minimal.length === 0 ? 'none' : minimal.join(', ')
  return [
    `expected fix-d (${fixD ?? 'no such set'}) to be the only smallest set that reaches every goal, got ${actual}`,
  ]
}
