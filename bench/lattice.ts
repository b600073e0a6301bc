import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Specification } from '../src/core/manifest.js'
import { answerSafety, cellsOf } from '../src/suricata/studies/fix-sets/all-questions.js'
import { openAnswerCache } from '../src/suricata/studies/fix-sets/answer-cache.js'
import { surveyOf } from '../src/suricata/studies/fix-sets/question.js'
import { QuestionRunner } from '../src/suricata/studies/fix-sets/question-runner.js'
import { modelsOf, readUnread } from '../src/suricata/studies/fix-sets/same-model.js'
import { fixSetsOf } from '../src/suricata/studies/fix-sets/sets.js'
import { findJar } from '../src/tlc/jar.js'
import { runPlainTlc } from './plain-loop.js'
import { secondsOf } from './statistics.js'

/** The loop takes every n-th set: all of them would take half an hour. */
const everyNth = 12

/**
 * Safety of every set of changes: seconds of `check`, which needs a few searches, and of a plain loop with
 * one default JVM for each set and scenario, at 1x1, of every twelfth set. Both as sets a second.
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
    const { all } = fixSetsOf(specification.manifest)
    const some = all.filter((_, index) => index % everyNth === 0)
    const requests = cellsOf(some).map((cell) => surveyOf(specification, '1x1', [cell]).request)
    const loop = await secondsOf(async () => {
      for (const request of requests) await runPlainTlc(request, { jar, codes: [0] })
    })
    const rate = all.length / ours
    const plainRate = some.length / loop
    return {
      sets: all.length,
      models: modelsOf(cellsOf(all), readUnread(specification)).length,
      checkSeconds: round(ours),
      checkSetsPerSecond: round(rate),
      plainLoopSets: some.length,
      plainLoopSeconds: round(loop),
      plainLoopJvms: requests.length,
      timesFaster: round(rate / plainRate),
      goal: 3,
    }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
