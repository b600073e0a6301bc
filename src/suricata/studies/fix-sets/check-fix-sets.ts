import { join } from 'node:path'
import type { Specification } from '../../../core/manifest.js'
import { cacheFolder } from '../../../tlc/jar.js'
import { answerAll } from './all-questions.js'
import { openAnswerCache } from './answer-cache.js'
import { disagreements, namedSets, unlikeCounts } from './cross-check.js'
import { answerDeep } from './deep-questions.js'
import { readExpectations, unexpectedVerdicts } from './expectations.js'
import { answersOf, wishes } from './minimal-sets.js'
import { QuestionRunner } from './question-runner.js'
import { type Answer, type FixSetsResult, fixSetsResult } from './result.js'
import { fixSetsOf } from './sets.js'

export type FixSetsOptions = {
  specification: Specification
  jar: string
  signal?: AbortSignal
  onProgress?: (text: string) => void
  /** Also asks what takes minutes: two threads an interface, and more of liveness. */
  deep?: boolean
  /** Where answers wait for a run that goes on after an interrupted one. */
  cache?: string
}

/**
 * Asks TLC about every set of changes: safety of all in a few searches, liveness one by one. What it
 * answered is kept until all is answered, so that an interrupted run is not lost. Rejects with the
 * first failure of TLC; a verdict that nobody expected is a surprise in the result.
 */
export async function checkFixSets(options: FixSetsOptions): Promise<FixSetsResult> {
  const { specification } = options
  const start = performance.now()
  const sets = fixSetsOf(specification.manifest)
  const expectations = readExpectations(specification)
  const cache = options.cache ?? join(cacheFolder, 'lattice')
  const answers = await openAnswerCache(specification.folder, options.jar, cache)
  const asker = new QuestionRunner(options, answers)
  const { safety, liveness } = await answerAll(asker, expectations, specification)
  const found = answersOf({ safety, liveness }, sets)
  if (options.deep === true) await answerDeep(asker, { safety, liveness, found }, specification)
  const recommendation = leastOf(found)
  const variants = namedSets(specification.manifest)
  answers.forget()
  return fixSetsResult.parse({
    format: 'peerup-lattice/1',
    tlc: asker.tlc,
    safety,
    liveness,
    answers: found,
    recommendation,
    variants,
    surprises: [
      ...unexpectedVerdicts(expectations, { safety, liveness }),
      ...disagreements(specification.manifest, { safety, liveness }),
      ...unlikeCounts({ safety, liveness }),
      ...unlikeFixC(found, recommendation, variants),
    ],
    asked: asker.asked,
    resumed: asker.resumed,
    notes: [...answers.notes],
    seconds: (performance.now() - start) / 1000,
  } satisfies FixSetsResult)
}

/** The one minimal set with everything and parallel rings; null if there are none or several. */
function leastOf(found: readonly Answer[]): string | null {
  const everything = found.find(({ want, parallel }) => want === wishes.at(-1)?.want && parallel)
  const minimal = everything?.minimal ?? []
  return minimal.length === 1 ? (minimal[0]?.set ?? null) : null
}

function unlikeFixC(
  found: readonly Answer[],
  recommendation: string | null,
  variants: Record<string, string>,
): string[] {
  const fixC = variants['fix-c']
  if (recommendation !== null && recommendation === fixC) return []
  const minimal = found.at(-1)?.minimal.map(({ set }) => set) ?? []
  const got = minimal.length === 0 ? 'none' : minimal.join(', ')
  return [
    `expected fix-c (${fixC ?? 'no such set'}) as the one least set with everything, got ${got}`,
  ]
}
