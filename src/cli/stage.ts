import type { ListrTask } from 'listr2'
import type { CheckRun } from '../check/check-run.js'
import type { Model } from '../core/manifest.js'
import { modelIsAsExpected, replayIsAsExpected } from '../report/as-expected.js'
import { counted } from './counted.js'

type Stage = {
  title: string
  /** Why it is left out; null if it is not. */
  skipped?: () => string | null
  work: (say: (text: string) => void) => Promise<void>
  /** Its outcome, with counts; null if it failed. */
  summary: () => string | null
}

/** A stage of a check as a task. Its final title has counts and seconds, and `!` if not all is as expected. */
export function stage(
  run: CheckRun,
  { title, skipped = () => null, work, summary }: Stage,
): ListrTask {
  return {
    title,
    skip: () => skipReason(run) ?? skipped() ?? false,
    task: async (_, task) => {
      const end = stageEnd(run, title)
      await work((text) => {
        task.output = text
      })
      task.title = end(summary())
    },
  }
}

/** Model checking, with a task for each model below it. */
export function modelStage(run: CheckRun, { collapse }: { collapse: boolean }): ListrTask {
  const title = `Model checking ${counted(run.models.length, 'model')}`
  return {
    title,
    task: (_, parent) => {
      const end = stageEnd(run, title)
      return parent.newListr(
        largestFirst(run.models).map((model) => ({
          title: model.name,
          task: async (_, task) => {
            await run.checkModel(model, (text) => {
              task.output = text
            })
            task.title = `${model.name}: ${run.summaryOf(model)}`
            parent.title = end(modelSummary(run))
          },
        })),
        { concurrent: 2, exitOnError: false, rendererOptions: { collapseSubtasks: collapse } },
      )
    },
  }
}

/** The other processor checks the small models meanwhile. */
const largestFirst = (models: readonly Model[]): Model[] =>
  models.toSorted((a, b) => (b.size?.states ?? 0) - (a.size?.states ?? 0))

const skipReason = (run: CheckRun): string | null => (run.isInterrupted() ? 'interrupted' : null)

/** Starts the clock of a stage; the function says how it ended, from its summary. */
function stageEnd(run: CheckRun, title: string): (summary: string | null) => string {
  const start = performance.now()
  const before = troubles(run)
  return (summary) => {
    const seconds = (performance.now() - start) / 1000
    const time = `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
    if (run.isInterrupted()) return `! ${title}: interrupted after ${time}`
    const good = summary !== null && troubles(run) === before
    return `${good ? '' : '! '}${title}: ${summary ?? 'failed'}, ${time}`
  }
}

/** How much is not as expected so far. Why replays did not run is among the failures. */
function troubles(run: CheckRun): number {
  const { models, replays } = run.result()
  return (
    models.filter((row) => !modelIsAsExpected(row)).length +
    replays.filter((row) => row.verdict !== 'not-run' && !replayIsAsExpected(row)).length +
    run.deviations().length +
    run.failures().length
  )
}

function modelSummary(run: CheckRun): string {
  const { models } = run.result()
  return `${models.filter(modelIsAsExpected).length} of ${models.length} verdicts as expected`
}
