import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { Listr, type ListrTask } from 'listr2'
import { type CheckRun, type CheckSettings, startCheck } from '../check/check-run.js'
import type { Study } from '../check/study.js'
import { exitCode, explain, interrupted, worst } from '../command/exit.js'
import { count, interruptible, writeJson } from '../command/options.js'
import { readSpecification } from '../core/manifest.js'
import { packageRoot } from '../core/package-root.js'
import { expectWritable, makeFolder } from '../core/write-file.js'
import { adapterOf } from '../suricata/adapter.js'
import { checkDeepSample } from '../suricata/commands/check-deep-sample.js'
import { startStudies } from '../suricata/studies/registry.js'
import { checkText } from './print-check.js'

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
}

/** `peerup check`: its options, and what it does. */
export function checkCommand(): Command {
  return new Command('check')
    .description(
      'model-check every variant, replay every counterexample, draw and write the results',
    )
    .option('--variant <name...>', 'only these variants')
    .option('--scenario <name>', 'only this scenario')
    .option('--pairs <n>', 'this many pairs of interfaces (with --threads, else 1)', count)
    .option(
      '--threads <n>',
      'this many capture threads on each interface (with --pairs, else 1)',
      count,
    )
    .option('--no-replay', 'do not replay, only model-check')
    .addOption(
      new Option(
        '--deep [part]',
        'also check what takes minutes; "smallest": only the smallest such question of each kind, against docs/measured',
      ).choices(['smallest']),
    )
    .option(
      '--spec <folder>',
      'a folder with models.json, a mapping and a specification',
      join(packageRoot, 'spec'),
    )
    .option(
      '--out <folder>',
      'write traces/ and docs/ there, also of a run that left something out',
    )
    .option('--json <file>', 'write the results as JSON')
    .action(async (options: CheckOptions) => {
      process.exitCode = await check(options)
    })
}

async function check(options: CheckOptions) {
  if (options.deep === 'smallest') return checkDeepSample(options)
  // Better now than after minutes of work.
  if (options.json !== undefined) expectWritable(options.json)
  if (options.out !== undefined) makeFolder(options.out)
  const signal = interruptible()
  const run = await startCheck(settingsOf(options, signal))
  const stages = progress(run)
  await stages.run()
  const result = run.result()
  process.stdout.write(checkText(result, run))
  if (options.json !== undefined) writeJson(options.json, result)
  // What a stage did not expect costs that stage alone, but is never passed over.
  const unexpected = new Set(stages.errors.map(({ error }) => error))
  const failures = [...run.failures(), ...unexpected].map(explain)
  for (const { text } of failures) process.stderr.write(`${text}\n`)
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
      ...(variant === undefined ? {} : { variants: variant }),
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

/** Live progress: which model and how many states, which replay, which diagram. */
function progress(run: CheckRun): Listr {
  return new Listr(
    [
      {
        title: `Model checking ${run.models.length} models`,
        task: (_, stage) =>
          stage.newListr(
            run.models.map((model) => ({
              title: model.name,
              task: async (_, task) => {
                await run.checkModel(model, (text) => {
                  task.output = text
                })
                task.title = `${model.name}: ${run.summaryOf(model)}`
              },
            })),
            { concurrent: 2, exitOnError: false, rendererOptions: { collapseSubtasks: false } },
          ),
      },
      ...studyStages(run, false),
      {
        title: 'Following every counterexample in every variant',
        skip: () => ended(run) ?? run.replaySkipped() ?? false,
        task: () => run.predictReplays(),
      },
      {
        title: 'Replaying counterexamples',
        skip: () => ended(run) ?? run.replaySkipped() ?? false,
        task: async (_, task) => {
          await run.replayCounterexamples((text) => {
            task.output = text
          })
          task.title = `Replaying counterexamples: ${run.replaySummary('counterexamples')}`
        },
      },
      {
        title: 'Replaying why nothing less is enough',
        skip: () => ended(run) ?? run.replaySkipped() ?? false,
        task: async (_, task) => {
          await run.replaySets((text) => {
            task.output = text
          })
          task.title = `Replaying why nothing less is enough: ${run.replaySummary('sets')}`
        },
      },
      {
        title: 'Replaying behaviours drawn by TLC',
        skip: () => ended(run) ?? run.replaySkipped() ?? false,
        task: async (_, task) => {
          await run.replayDrawn((text) => {
            task.output = text
          })
          task.title = `Replaying behaviours drawn by TLC: ${run.replaySummary('drawn')}`
        },
      },
      ...studyStages(run, true),
      {
        title: 'Drawing and writing',
        skip: () => ended(run) ?? run.writeSkipped() ?? false,
        task: async (_, task) => {
          await run.write((text) => {
            task.output = text
          })
          task.title = `Drawing and writing: ${run.writeSummary()}`
        },
      },
    ],
    // Signals are ours: what is running is ended, and what is known is printed.
    { exitOnError: false, collectErrors: 'minimal', registerSignalListeners: false },
  )
}

/** A stage for each study: those made of replays come after them. */
const studyStages = (run: CheckRun, afterReplays: boolean): ListrTask[] =>
  run.studies
    .filter(({ needsReplays = false }) => needsReplays === afterReplays)
    .flatMap((study) => (study.title === null ? [] : [studyStage(run, study, study.title)]))

const studyStage = (run: CheckRun, study: Study, title: string): ListrTask => ({
  title,
  skip: () => ended(run) ?? run.studySkipped(study) ?? false,
  task: async (_, task) => {
    await run.makeStudy(study, (text) => {
      task.output = text
    })
  },
})

const ended = (run: CheckRun): string | null => (run.isInterrupted() ? 'interrupted' : null)
