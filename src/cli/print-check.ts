import type { CheckRun } from '../check/check-run.js'
import type { CheckResult } from '../report/check-result.js'
import { modelTables } from '../report/model-table.js'
import { replayMatrix } from '../report/replay-matrix.js'
import { unexpectedReplays } from '../report/replay-table.js'
import { unfinished } from './unfinished.js'

/** What a person reads at the end of a check; it can be pasted into a ticket. */
export function checkText(result: CheckResult, run: CheckRun): string {
  const { properties } = run.specification.manifest
  // What an interruption kept from running is named below.
  const ran = result.models.filter(({ verdict }) => verdict !== 'not-run' || !run.isInterrupted())
  const parts = ran.length === 0 ? [] : [modelTables(ran, properties)]
  if (result.replays.length > 0) parts.push(replayMatrix(result.replays))
  parts.push(...unexpectedReplays(result.replays))
  parts.push(...run.deviations().map((text) => `! ${text}`))
  parts.push(...run.notes())
  const left = leftOut(run)
  if (left !== '') parts.push(left)
  if (run.isInterrupted()) {
    const missing = unfinished(result, run)
    parts.push(
      `INTERRUPTED. Did not run: ${missing.length === 0 ? 'nothing' : missing.join('; ')}.${keptText(run)}`,
    )
  }
  const nothing = [...result.models, ...result.replays].every(
    ({ verdict }) => verdict === 'not-run',
  )
  const verdict = nothing
    ? 'Nothing ran'
    : run.isAsExpected()
      ? `Everything that ran${run.isInterrupted() ? ' before' : ''} is as expected`
      : 'NOT as expected, see !'
  const tlc = result.tlc === '' ? '' : ` TLC: ${result.tlc}.`
  parts.push(`${verdict}.${tlc} ${result.seconds.toFixed(0)} s.`)
  return `\n${parts.join('\n\n')}\n`
}

/** What is kept of the studies that an interruption ended. */
const keptText = (run: CheckRun): string =>
  run.studies
    .filter((study) => !run.isMade(study) && run.studySkipped(study) === null)
    .flatMap(({ keptWhenInterrupted }) => keptWhenInterrupted ?? [])
    .map((sentence) => ` ${sentence}`)
    .join('')

/** Names what did not run, so that nobody takes it for checked. */
function leftOut(run: CheckRun): string {
  const deep = run.models.flatMap((model) =>
    model.properties.filter(({ deep }) => deep).map(({ property }) => `${model.name} ${property}`),
  )
  const asked = new Set(run.result().models.map((row) => `${row.model} ${row.property}`))
  const notAsked = deep.filter((name) => !asked.has(name))
  const lines = [
    ...(run.replaySkipped() === null ? [] : [run.replaySkipped()]),
    ...(notAsked.length === 0
      ? []
      : [
          `Not in this run, because they take minutes (npm run check:deep): ${notAsked.join(', ')}`,
        ]),
  ]
  return lines.join('\n')
}
