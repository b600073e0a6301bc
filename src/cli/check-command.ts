import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { Listr, type ListrTask } from 'listr2'
import { type CheckRun, startCheck } from '../check/check-run.js'
import type { CheckSettings } from '../check/check-settings.js'
import type { Study } from '../check/study.js'
import { exitCode, explain, interrupted, worst } from '../command/exit.js'
import { count, interruptible, writeJson } from '../command/options.js'
import { readSpecification } from '../core/manifest.js'
import { packageRoot } from '../core/package-root.js'
import { expectWritable, makeFolder } from '../core/write-file.js'
import { adapterOf } from '../suricata/adapter.js'
import { checkDeepSample } from '../suricata/commands/check-deep-sample.js'
import { variantNamed } from '../suricata/releases.js'
import { startStudies } from '../suricata/studies/registry.js'
import { checkText } from './print-check.js'
import { modelStage, stage } from './stage.js'
import { StageRenderer } from './stage-renderer.js'
import { studySummary } from './study-summary.js'

export type CheckOptions = {
  spec: string
  variant?: string[]
  scenario?: string
  pairs?: number
  threads?: number
  replay: boolean
  deep?: true | 'smallest'
  out?: string
  json?: string
  verbose?: true
}

/** The command `peerup check`. */
export function checkCommand(): Command {
  return new Command('check')
    .description(
      'model-check every variant, replay every counterexample, draw and write the results',
    )
    .option('--variant <name...>', 'only these variants, by name or release (v8 or 8.0.0-8.0.5)')
    .option('--scenario <name>', 'only this scenario')
    .option(
      '--pairs <n>',
      'number of interface pairs (default: every listed size; 1 with --threads)',
      count,
    )
    .option(
      '--threads <n>',
      'capture threads on each interface (default: every listed size; 1 with --pairs)',
      count,
    )
    .option('--no-replay', 'model-check only')
    .addOption(
      new Option(
        '--deep [part]',
        'also check what takes minutes; smallest: only the smallest such question of each kind, compared with docs/measured',
      ).choices(['smallest']),
    )
    .option(
      '--spec <folder>',
      'folder with models.json, a mapping and a specification',
      join(packageRoot, 'spec'),
    )
    .option('--out <folder>', 'write traces/ and docs/ there, even if the run leaves something out')
    .option('--json <file>', 'write the results as JSON')
    .option('--verbose', 'print every step and every row')
    .action(async (options: CheckOptions) => {
      process.exitCode = await check(options)
    })
}

async function check(options: CheckOptions) {
  if (options.deep === 'smallest') return checkDeepSample(options)
  // Found out before minutes of work.
  if (options.json !== undefined) expectWritable(options.json)
  if (options.out !== undefined) makeFolder(options.out)
  const signal = interruptible()
  const run = await startCheck(settingsOf(options, signal))
  const verbose = options.verbose === true
  const stages = progress(run, verbose)
  await stages.run()
  // An error that a stage did not expect costs this stage alone, and is reported with the others.
  const unexpected = new Set(stages.errors.map(({ error }) => error))
  const failures = [...run.failures(), ...unexpected].map(explain)
  for (const { text } of failures) process.stderr.write(`${text}\n`)
  const result = run.result()
  const { out, json } = options
  process.stdout.write(checkText(result, run, { verbose, failures: failures.length, out, json }))
  if (json !== undefined) writeJson(json, result)
  return worst([
    run.isAsExpected() ? exitCode.asExpected : exitCode.notAsExpected,
    ...(signal.aborted ? [interrupted()] : []),
    ...failures.map(({ code }) => code),
  ])
}

function settingsOf(options: CheckOptions, signal: AbortSignal): CheckSettings {
  const { variant, scenario, pairs, threads, replay, deep, spec, out } = options
  const specification = readSpecification(resolve(spec))
  return {
    specification,
    adapter: adapterOf(specification.mapping),
    startStudies,
    selection: {
      ...(variant === undefined ? {} : { variants: variant.map(variantNamed) }),
      ...(scenario === undefined ? {} : { scenario }),
      ...(pairs === undefined ? {} : { pairs }),
      ...(threads === undefined ? {} : { threads }),
    },
    replay,
    deep: deep !== undefined,
    out: out === undefined ? null : resolve(out),
    signal,
  }
}

/** The stages: live on a terminal, else a line each; --verbose shows every step of them. */
function progress(run: CheckRun, verbose: boolean): Listr {
  const noReplays = () => run.replaySkipped()
  return new Listr(
    [
      modelStage(run, { collapse: !verbose }),
      ...studyStages(run, false),
      stage(run, {
        title: 'Following every counterexample in every variant',
        skipped: () => noReplays() ?? run.followSkipped(),
        work: () => run.predictReplays(),
        summary: () => run.predictSummary(),
      }),
      stage(run, {
        title: 'Replaying counterexamples',
        skipped: noReplays,
        work: (say) => run.replayCounterexamples(say),
        summary: () => run.replaySummary('counterexamples'),
      }),
      stage(run, {
        title: 'Replaying why nothing less is enough',
        skipped: () => noReplays() ?? run.setsSkipped(),
        work: (say) => run.replaySets(say),
        summary: () => run.replaySummary('sets'),
      }),
      stage(run, {
        title: 'Replaying behaviours drawn by TLC',
        skipped: noReplays,
        work: (say) => run.replayDrawn(say),
        summary: () => run.replaySummary('drawn'),
      }),
      ...studyStages(run, true),
      stage(run, {
        title: 'Drawing and writing',
        skipped: () => run.writeSkipped(),
        work: (say) => run.write(say),
        summary: () => (run.writeSummary() === 'failed' ? null : run.writeSummary()),
      }),
    ],
    {
      exitOnError: false,
      collectErrors: 'minimal',
      // The command ends what is running on a signal, and prints what is known.
      registerSignalListeners: false,
      // A skipped stage keeps its title.
      rendererOptions: { collapseSkips: false },
      fallbackRenderer: verbose ? 'simple' : StageRenderer,
    },
  )
}

/** A stage for each study. Studies that need replays come after them. */
const studyStages = (run: CheckRun, afterReplays: boolean): ListrTask[] =>
  run.studies
    .filter(({ needsReplays = false }) => needsReplays === afterReplays)
    .flatMap((study) => (study.title === null ? [] : [studyStage(run, study, study.title)]))

const studyStage = (run: CheckRun, study: Study, title: string): ListrTask =>
  stage(run, {
    title,
    skipped: () => run.studySkipped(study),
    work: (say) => run.makeStudy(study, say),
    summary: () => (run.isMade(study) ? (studySummary(study.result()) ?? 'done') : null),
  })
