import { join, resolve } from 'node:path'
import type { CheckRun } from '../check/check-run.js'
import { documentsPath } from '../check/document-folder.js'
import { groupBy } from '../core/group-by.js'
import { packageRoot } from '../core/package-root.js'
import type { CheckResult } from '../report/check-result.js'
import { modelTables } from '../report/model-table.js'
import { overviewLegend, overviewTable } from '../report/overview-table.js'
import { replayMatrix } from '../report/replay-matrix.js'
import { unexpectedReplays } from '../report/replay-table.js'
import { unexpectedRows } from '../report/unexpected-marks.js'
import { overviewTermsOf } from '../suricata/overview-terms.js'
import { counted } from './counted.js'
import { unfinished } from './unfinished.js'

type Printing = {
  /** Whether every row is printed, and not only the unexpected ones. */
  verbose: boolean
  /** How many errors stand above. */
  failures: number
  /** The options --out and --json, if they were given. */
  out?: string | undefined
  json?: string | undefined
}

/**
 * What a check prints below its stages: one table for a ticket, every unexpected row, what did not run,
 * the verdict, and where the rest is.
 */
export function checkText(result: CheckResult, run: CheckRun, printing: Printing): string {
  const { manifest } = run.specification
  const terms = overviewTermsOf(manifest)
  // The line of an interrupted run names what did not run.
  const ran = result.models.filter(({ verdict }) => verdict !== 'not-run' || !run.isInterrupted())
  const parts = [
    ...(printing.verbose ? rowTables({ ...result, models: ran }, run) : []),
    overviewTable(ran, run.models, terms),
    overviewLegend(run.models, terms),
    // The tables of --verbose end in a list of their own.
    ...(printing.verbose ? [] : unexpectedModels(ran)),
    ...unexpectedReplays(result.replays),
    ...deviations(run),
    ...run.notes(),
    ...leftOut(result, run),
    ...(run.isInterrupted() ? [interruptedText(result, run)] : []),
    `${verdictText(result, run, printing)}\n${restText(run, printing)}`,
  ]
  return `\n${parts.join('\n\n')}\n`
}

/** Every row, as tables. */
function rowTables({ models, replays }: CheckResult, run: CheckRun): string[] {
  const { properties } = run.specification.manifest
  return [
    ...(models.length === 0 ? [] : [modelTables(models, properties)]),
    ...(replays.length === 0 ? [] : [replayMatrix(replays)]),
  ]
}

/** A line for each unexpected verdict, for each reason why some did not run, and for each model with errors. */
function unexpectedModels(models: CheckResult['models']): string[] {
  const notRun = models.filter(({ verdict }) => verdict === 'not-run')
  const failed = groupBy(
    models.filter(({ verdict }) => verdict === 'error'),
    ({ model, why }) => `${model}: ${firstLine(why)}`,
  )
  const others = models.filter(({ verdict }) => verdict !== 'not-run' && verdict !== 'error')
  const lines = [
    ...failed.map(([, group]) => `! ${errorText(group)}`),
    ...groupBy(notRun, ({ why }) => firstLine(why)).map(
      ([why, group]) =>
        `! not run, ${group.length} of ${counted(models.length, 'verdict')}: ${why}`,
    ),
  ]
  return [...unexpectedRows(others), ...(lines.length === 0 ? [] : [lines.join('\n')])]
}

function errorText(rows: CheckResult['models']): string {
  const [first] = rows
  if (first === undefined) return ''
  const what = rows.length === 1 ? first.property : counted(rows.length, 'verdict')
  return `${first.model}, ${what}: error: ${firstLine(first.why)}`
}

/** The errors above have the whole text. */
const firstLine = (why = 'no reason given'): string => why.split('\n', 1)[0] ?? why

function deviations(run: CheckRun): string[] {
  const lines = run.deviations().map((text) => `! ${text}`)
  return lines.length === 0 ? [] : [lines.join('\n')]
}

/** The parts that this run leaves out: replays, or verdicts that only --deep adds. */
function leftOut({ models, replays }: CheckResult, run: CheckRun): string[] {
  const present = new Set(models.map((row) => `${row.model} ${row.property}`))
  const missing = run.models.flatMap(({ name, topology, properties }) =>
    properties
      .filter(({ deep, property }) => deep && !present.has(`${name} ${property}`))
      .map(({ property }) => ({ topology, property })),
  )
  const names = [...new Set(missing.map(({ property }) => property))]
  const topologies = [...new Set(missing.map(({ topology }) => topology))]
  const noReplays = run.replaySkipped()
  return [
    ...(noReplays === null || replays.length > 0 ? [] : [noReplays]),
    ...(missing.length === 0
      ? []
      : [
          `Not in this run, because it takes minutes (npm run check:deep): ${names.join(', ')} at ${topologies.join(', ')}, ${counted(missing.length, 'verdict')}`,
        ]),
  ]
}

function interruptedText(result: CheckResult, run: CheckRun): string {
  const missing = unfinished(result, run)
  const text = missing.length === 0 ? 'nothing' : missing.join('; ')
  return `INTERRUPTED. Did not run: ${text}.${keptText(run)}`
}

/** What is kept of the studies that an interruption ended. */
const keptText = (run: CheckRun): string =>
  run.studies
    .filter((study) => !run.isMade(study) && run.studySkipped(study) === null)
    .flatMap(({ keptWhenInterrupted }) => keptWhenInterrupted ?? [])
    .map((sentence) => ` ${sentence}`)
    .join('')

function verdictText(result: CheckResult, run: CheckRun, { failures }: Printing): string {
  const { models, replays, tlc, seconds } = result
  const ran = (rows: readonly { verdict: string }[]) =>
    rows.filter(({ verdict }) => verdict !== 'not-run').length
  const counts = `${counted(ran(models), 'TLC verdict')}, ${counted(ran(replays), 'replay')}`
  const isNothing = ran(models) + ran(replays) === 0
  const verdict = isNothing
    ? 'Nothing ran'
    : run.isAsExpected()
      ? `Everything that ran${run.isInterrupted() ? ' before' : ''} is as expected: ${counts}`
      : `NOT as expected, see !: ${counts}`
  const errors = `see the ${failures === 1 ? 'error' : 'errors'} above`
  const missing =
    failures === 0 ? '' : isNothing ? `: ${errors}` : `. Not everything ran: ${errors}`
  const version = tlc === '' ? '' : ` TLC: ${tlc}.`
  return `${verdict}${missing}.${version} ${seconds.toFixed(0)} s.`
}

/** Where a reader finds what is not printed. */
function restText(run: CheckRun, { verbose, out, json }: Printing): string {
  const isWritten = run.writeSkipped() === null && run.writeSummary() !== 'failed'
  const { folder } = run.specification
  const root = out ?? (folder === join(packageRoot, 'spec') ? '.' : folder)
  const rows = [
    ...(verbose ? [] : ['--verbose']),
    json === undefined ? '--json FILE' : resolve(json),
    ...(isWritten ? [`${join(root, documentsPath)}/ and ${join(root, 'traces')}/`] : []),
  ]
  return `Every row: ${rows.join(', ')}.`
}
