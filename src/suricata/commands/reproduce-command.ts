import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { provenanceHere } from '../../check/measured.js'
import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { count, interruptible, unlessInterrupted, writeJson } from '../../command/options.js'
import { PeerupError } from '../../core/error.js'
import { featuresOf, readSpecification } from '../../core/manifest.js'
import { packageRoot } from '../../core/package-root.js'
import { expectWritable } from '../../core/write-file.js'
import { variantNamed } from '../releases.js'
import { binaryEngine } from '../studies/restarts/binary-engine.js'
import type { Engine } from '../studies/restarts/engine.js'
import { expectRan } from '../studies/restarts/expect-ran.js'
import { reproduce } from '../studies/restarts/reproduce.js'
import type { ReproduceOptions } from '../studies/restarts/result.js'
import { cycleText, reproduceText } from '../studies/restarts/terminal-text.js'
import { variantEngine } from '../studies/restarts/variant-engine.js'
import { wordsWithoutBinary } from './words-without-binary.js'

type Options = ReproduceOptions & {
  variant?: string
  binary?: string
  root?: string
  deadline?: number
  json?: string
}

/** The command `peerup reproduce`. */
export function reproduceCommand(): Command {
  return new Command('reproduce')
    .description("repeat the report's experiment: cold restarts under traffic, ungated")
    .argument('[words...]', "after --: arguments for --binary, after peerup's own")
    .option('--variant <name>', 'restart this variant of the forwarder (default: v8)')
    .addOption(
      new Option('--binary <path>', 'restart this Suricata, unmodified').conflicts('variant'),
    )
    .option('--root <dir>', 'run --binary in this root directory, such as one of debootstrap')
    .option('--cycles <n>', 'number of restarts', numberIn(1, 1000), 10)
    .option('--pairs <n>', 'number of inline interface pairs', numberIn(1, 12), 6)
    .option('--threads <n>', 'capture threads on each interface', numberIn(1, 8), 2)
    .option(
      '--ring-delay-us <n>',
      "delay of each thread's first ring set-up",
      numberIn(0, 10_000_000),
      500_000,
    )
    .option(
      '--deadline <seconds>',
      'time limit for a start, without the ring delays (default: the time limit of the engine itself)',
      count,
    )
    .option('--json <file>', 'write the result as JSON')
    .addHelpText(
      'after',
      '\nFrames go into the first interface of every pair, from before the first start to the end of the last.\nThis is a measurement: the exit code is 0 whatever it observes, and 1 if no engine ever ran.',
    )
    .action(async (words: string[], options: Options) => {
      process.exitCode = await run(words, options)
    })
}

async function run(words: readonly string[], options: Options): Promise<ExitCode> {
  if (options.json !== undefined) expectWritable(options.json)
  const { cycles, pairs, threads, ringDelayUs } = options
  const size = { cycles, pairs, threads, ringDelayUs }
  const engine = withDeadline(engineOf(options, words, size), options.deadline, size)
  const signal = interruptible()
  const onCycle = (...cycle: Parameters<typeof cycleText>) =>
    void process.stdout.write(cycleText(...cycle))
  const result = await unlessInterrupted(signal, reproduce(engine, size, { signal, onCycle }))
  if (result === null) return interrupted()
  process.stdout.write(`\n${reproduceText(result)}`)
  if (options.json !== undefined) writeJson(options.json, { ...result, ...provenanceHere() })
  expectRan(result, engine)
  return exitCode.asExpected
}

function engineOf(
  { variant, binary, root }: Options,
  words: readonly string[],
  size: ReproduceOptions,
): Engine {
  if (binary !== undefined) return binaryEngine(binary, root, size, words)
  if (words.length > 0) throw wordsWithoutBinary(words)
  if (root !== undefined) {
    throw new PeerupError('usage', '--root requires --binary')
  }
  const name = variantNamed(variant ?? 'v8')
  const { manifest } = readSpecification(join(packageRoot, 'spec'))
  return variantEngine({ name, features: featuresOf(manifest, name) }, size)
}

function withDeadline(
  engine: Engine,
  seconds: number | undefined,
  { pairs, threads, ringDelayUs }: ReproduceOptions,
): Engine {
  if (seconds === undefined) return engine
  return { ...engine, startMs: seconds * 1000 + (2 * pairs * threads * ringDelayUs) / 1000 }
}

const numberIn =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most)
      return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
