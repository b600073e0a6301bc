import type { CheckRun } from '../check/check-run.js'
import type { CheckResult } from '../report/check-result.js'
import { isDrawn } from '../report/replay-matrix.js'

type Done = Pick<CheckResult, 'models' | 'replays'>
type Requested = Pick<
  CheckRun,
  | 'models'
  | 'studies'
  | 'isMade'
  | 'studySkipped'
  | 'replaySkipped'
  | 'writeSkipped'
  | 'writeSummary'
>

/** What an interrupted run did not finish, a phrase each. */
export function unfinished(done: Done, run: Requested): string[] {
  return [
    ...unfinishedModels(done, run),
    ...run.studies
      .filter(
        (study) => study.title !== null && !run.isMade(study) && run.studySkipped(study) === null,
      )
      .map(({ subject }) => subject),
    ...(run.replaySkipped() === null ? unfinishedReplays(done) : []),
    ...(run.writeSkipped() === null && run.writeSummary() === 'failed' ? ['the documents'] : []),
  ]
}

function unfinishedModels({ models }: Done, run: Requested): string[] {
  const ran = new Set(
    models.filter(({ verdict }) => verdict !== 'not-run').map(({ model }) => model),
  )
  const missed = run.models.filter(({ name }) => !ran.has(name)).map(({ name }) => name)
  return missed.length === 0
    ? []
    : [`${missed.length} model${missed.length === 1 ? '' : 's'} (${missed.join(', ')})`]
}

function unfinishedReplays({ replays }: Done): string[] {
  const kinds = [
    { what: 'replays of counterexamples', rows: replays.filter((row) => !isDrawn(row)) },
    { what: 'replays of drawn behaviours', rows: replays.filter(isDrawn) },
  ]
  return kinds.flatMap(({ what, rows }) => {
    const missed = rows.filter(({ verdict }) => verdict === 'not-run').length
    if (rows.length === 0) return [`the ${what}`]
    return missed === 0 ? [] : [`${missed} of ${rows.length} ${what}`]
  })
}
