import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Specification } from '../src/core/manifest.js'
import { answerSafety, cellsOf } from '../src/suricata/studies/fix-sets/all-questions.js'
import { openAnswerCache } from '../src/suricata/studies/fix-sets/answer-cache.js'
import { surveyOf } from '../src/suricata/studies/fix-sets/question.js'
import { QuestionRunner } from '../src/suricata/studies/fix-sets/question-runner.js'
import { fixSetsOf } from '../src/suricata/studies/fix-sets/sets.js'
import { findJar } from '../src/tlc/jar.js'
import { runPlainTlc } from './plain-loop.js'
import { secondsOf } from './statistics.js'

/**
 * Safety of every set of changes in every scenario, at 1x1 and in the reduced model: seconds of `check`,
 * which needs a few searches, and of a plain loop with one default JVM for each model, with the same answers.
 */
export async function benchLattice(specification: Specification) {
  const jar = await findJar()
  const cache = await mkdtemp(join(tmpdir(), 'peerup-bench-'))
  try {
    const asker = new QuestionRunner(
      { jar },
      await openAnswerCache(specification.folder, jar, cache),
    )
    const ours = await secondsOf(() => answerSafety(asker, specification))
    const models = (['1x1', 'any'] as const).flatMap((model) =>
      cellsOf(fixSetsOf(specification.manifest).all).map(
        (cell) => surveyOf(specification, model, [cell]).request,
      ),
    )
    const loop = await secondsOf(async () => {
      for (const request of models) await runPlainTlc(request, { jar, codes: [0] })
    })
    return {
      models: models.length,
      checkSeconds: round(ours),
      plainLoopSeconds: round(loop),
      plainLoopJvms: models.length,
      timesFaster: round(loop / ours),
      goal: 3,
    }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
