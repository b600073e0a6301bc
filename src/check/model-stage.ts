import type { Model } from '../core/manifest.js'
import { checkModel } from './check-model.js'
import { type CheckResults, uncheckedModel } from './check-results.js'
import type { CheckSettings } from './check-settings.js'
import { outputRoot } from './output-root.js'
import { traceFile } from './publish-traces.js'

/**
 * Checks one model and keeps its rows, with the file that each counterexample gets if this check writes
 * traces. A failure becomes the verdict of the rows, and one of the failures of `results`.
 */
export async function checkAndKeep(
  model: Model,
  { settings, jar, results }: { settings: CheckSettings; jar: string; results: CheckResults },
  say: (text: string) => void,
): Promise<void> {
  const { specification, deep, signal } = settings
  try {
    const { rows, traces, tlc } = await checkModel(specification, model, {
      jar,
      deep,
      signal,
      answers: results.answers,
      onProgress: ({ states, depth }) => say(`${states} states, depth ${depth}`),
    })
    const published = outputRoot(settings) === null ? [] : traces
    const files = new Map(published.map((trace) => [trace.property, traceFile(trace)]))
    const withFiles = rows.map((row) => ({ ...row, trace: files.get(row.property) ?? null }))
    results.keep(model, { rows: withFiles, traces, tlc })
  } catch (error) {
    if (signal.aborted) {
      results.keep(model, uncheckedModel(model, 'not-run', 'interrupted'))
      return
    }
    const failure = results.fail(error)
    const ran = failure.code !== 'environment'
    results.keep(model, uncheckedModel(model, ran ? 'error' : 'not-run', failure.message))
  }
}
