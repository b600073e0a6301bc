import type { Model } from '../core/manifest.js'
import { findChromium } from '../diagram/chromium.js'
import type { CheckResult } from '../report/check-result.js'
import type { CheckResults } from './check-results.js'
import type { CheckSettings } from './check-settings.js'
import { writeMeasured } from './measured.js'
import { publish } from './publish.js'
import type { StudyList } from './study-list.js'

type Written = {
  settings: CheckSettings
  models: readonly Model[]
  results: CheckResults
  studies: StudyList
  /** What the check puts out; the documents take all but models and replays from it. */
  check: CheckResult
}

/**
 * Writes traces, documents and pictures of a check below `root`; returns what it wrote, in words. The
 * documents are the same with and without --deep: its rows go to `docs/measured`.
 */
export async function writeResults(
  root: string,
  { settings, models, results, studies, check }: Written,
  say: (text: string) => void,
): Promise<string> {
  const { specification, signal, out } = settings
  const { usual, deep } = results.usualAndDeep()
  const { counterexamples, sets, drawn } = results
  findChromium()
  if (settings.deep) writeMeasured(root, 'deep', { models: deep, ...studies.deepRows() })
  const published = {
    root,
    specification,
    models,
    own: out === null,
    check: { ...check, models: usual, replays: [...counterexamples, ...drawn] },
    traces: [...results.traces(), ...studies.publishedTraces()],
    replays: [...sets, ...counterexamples],
    studies,
    signal,
  }
  return await publish(published, say)
}
