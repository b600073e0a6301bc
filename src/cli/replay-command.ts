import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { expectsForwarding } from '../check/expects-forwarding.js'
import { type ReplayedTrace, replayTrace } from '../check/replay-trace.js'
import { scenarioArguments } from '../check/scenario-arguments.js'
import { variantFeatures } from '../check/variant-features.js'
import { type ExitCode, exitCode, interrupted } from '../command/exit.js'
import {
  count,
  expectOtherFile,
  interruptible,
  unlessInterrupted,
  writeJson,
} from '../command/options.js'
import { printableOutput } from '../command/program-output.js'
import { PeerupError } from '../core/error.js'
import { type Manifest, modelOf, specificationBeside } from '../core/manifest.js'
import { readMapping } from '../core/mapping.js'
import { packageRoot } from '../core/package-root.js'
import type { Trace } from '../core/trace.js'
import { readTrace } from '../core/trace-file.js'
import { expectWritable } from '../core/write-file.js'
import { replayIsAsExpected } from '../report/as-expected.js'
import { replayText } from '../report/counterexamples.js'
import { type ReplayRow, replayResult } from '../report/results.js'
import { adapterOf } from '../suricata/adapter.js'
import { replayInBinary } from '../suricata/commands/replay-binary.js'
import { variantNamed } from '../suricata/releases.js'
import { validateTraceBehaviour, validateTraceClaim } from './validate-trace.js'

type Options = {
  variant?: string
  program?: string
  binary?: string
  root?: string
  mapping: string
  interfaces?: string
  clients?: string
  deadline?: number
  json?: string
}

/** The command `peerup replay`. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('drive real threads through a trace, step by step')
    .argument('<trace>', 'an ITF file, such as those in traces/')
    .argument('[words...]', "after --: arguments for --binary, after peerup's own")
    .option('--variant <name>', 'replay the trace in this variant (default: its own)')
    .option('--program <path>', "run this program with gates instead of the mapping's")
    .option('--binary <path>', 'drive this unmodified Suricata through a preloaded library')
    .option('--root <directory>', 'run --binary in this root directory, such as one of debootstrap')
    .option(
      '--mapping <file>',
      'mapping from the actions of the trace to the program',
      join(packageRoot, 'spec/mapping.json'),
    )
    .option(
      '--interfaces <pairs>',
      'existing interfaces for the engine, such as eth1:eth2 (default: veth pairs in namespaces)',
    )
    .option('--clients <pairs>', 'interfaces connected to those of the engine, in the same order')
    .option(
      '--deadline <seconds>',
      'time limit for the start of the program, and for each step (default: 15 and 10; with --binary 20 and 10)',
      count,
    )
    .option('--json <file>', 'write the result as JSON')
    .action(async (trace: string, words: string[], given: Options) => {
      const { variant } = given
      const options = variant === undefined ? given : { ...given, variant: variantNamed(variant) }
      process.exitCode = await replay(trace, words, options)
    })
}

async function replay(file: string, words: readonly string[], options: Options): Promise<ExitCode> {
  expectOneProgram(words, options)
  if (options.json !== undefined) {
    expectWritable(options.json)
    expectOtherFile(options.json, file)
  }
  const mapping = readMapping(options.mapping)
  const trace = readTrace(file, mapping)
  const specification = specificationBeside(options.mapping)
  const signal = interruptible()
  if (specification !== null) {
    const validation = validateTraceClaim(trace, specification, { file, signal })
    if ((await unlessInterrupted(signal, validation)) === null) return interrupted()
  }
  if (options.binary !== undefined) {
    const { binary: path, root, variant, deadline, json } = options
    return replayInBinary(trace, {
      folder: dirname(resolve(options.mapping)),
      mappingFile: resolve(options.mapping),
      binary: { path, ...(root === undefined ? {} : { root }) },
      variant,
      deadlineSeconds: deadline,
      args: words,
      json,
      signal,
    })
  }
  const manifest = specification?.manifest ?? null
  const variant = options.variant ?? trace.variant
  const replayed = await replayTrace({
    trace,
    mapping,
    mappingFile: resolve(options.mapping),
    variant,
    features: variantFeatures(manifest, trace, variant),
    scenarioArguments: scenarioArguments(manifest, trace),
    expected: expectedOf(trace, variant, manifest),
    observe: expectsForwarding(manifest, { ...trace, variant }) ? 'expected' : 'open',
    signal,
    ...(options.program === undefined ? {} : { program: options.program }),
    adapter: adapterOf(mapping, ownInterfaces(options)),
    ...(options.deadline === undefined ? {} : { deadlines: deadlinesOf(options.deadline) }),
  }).catch((error: unknown) => {
    throw inFile(error, file)
  })
  // The interruption ended the program: this is no verdict.
  if (signal.aborted) return interrupted()
  const { verdict } = replayed.row
  const isBehaviour = async () =>
    specification === null ||
    (await unlessInterrupted(signal, validateTraceBehaviour(trace, specification, signal))) !== null
  // A replay does not compare every variable of the model: TLC validates the steps that a program could take.
  if (verdict === 'reproduced' && !(await isBehaviour())) return interrupted()
  process.stdout.write(replayedText(replayed))
  // If its own variant leaves a trace, the trace may be wrong rather than the program.
  const left = verdict === 'refused' || verdict === 'diverged'
  if (left && variant === trace.variant && !(await isBehaviour())) return interrupted()
  if (options.json !== undefined) {
    const {
      row,
      replayed: { steps },
    } = replayed
    writeJson(options.json, replayResult.parse({ format: 'peerup-replay/1', replay: row, steps }))
  }
  return replayIsAsExpected(replayed.row) ? exitCode.asExpected : exitCode.notAsExpected
}

/** peerup configures a binary itself, on its own interfaces: throws `usage` for options against that. */
function expectOneProgram(words: readonly string[], options: Options): void {
  const { binary, root, program, interfaces, clients } = options
  const wrong = (message: string) => new PeerupError('usage', message)
  if (binary === undefined) {
    if (root !== undefined) throw wrong('--root requires --binary')
    if (words.length > 0)
      throw wrong(`arguments after the trace require --binary, got ${words.join(' ')}`)
    return
  }
  for (const [name, value] of Object.entries({ program, interfaces, clients })) {
    if (value !== undefined) throw wrong(`--${name} cannot be used with --binary`)
  }
}

/** Names the file in an error of the machine, which knows no files. */
function inFile(error: unknown, file: string): unknown {
  if (!(error instanceof PeerupError) || error.code !== 'trace') return error
  const { message, where, fix, cause } = error
  return new PeerupError('trace', message, {
    where: { file, ...where },
    cause,
    ...(fix === undefined ? {} : { fix }),
  })
}

/** Frames come from the clients' interfaces, so both options are given, or none. */
function ownInterfaces({ interfaces, clients }: Options) {
  if (interfaces === undefined && clients === undefined) return {}
  if (interfaces !== undefined && clients !== undefined) {
    return { interfaces: { engine: interfaces, clients } }
  }
  const message =
    clients === undefined ? '--interfaces requires --clients' : '--clients requires --interfaces'
  throw new PeerupError('usage', message)
}

const deadlinesOf = (seconds: number) => ({
  assembleMs: seconds * 1000,
  stepMs: seconds * 1000,
})

/**
 * What a replay is expected to come to: a trace's own variant reproduces it; another variant refuses it if
 * the property is expected to hold there, and may do either if not. Throws `usage` for an unknown variant.
 */
function expectedOf(
  trace: Trace,
  variant: string,
  manifest: Manifest | null,
): ReplayRow['expected'] {
  if (variant === trace.variant) return 'reproduced'
  if (manifest !== null && !Object.hasOwn(manifest.variants, variant)) {
    const names = Object.keys(manifest.variants).join(', ')
    throw new PeerupError('usage', `expected a variant that exists (${names}), got ${variant}`)
  }
  const known = manifest !== null && Object.hasOwn(manifest.properties, trace.property)
  if (!known) return 'unknown'
  const { scenario, topology } = trace
  const model = modelOf(manifest, { variant, scenario, topology })
  const property = model.properties.find((one) => one.property === trace.property)
  return property?.expected === 'holds' ? 'refused' : 'unknown'
}

function replayedText({ row, replayed, afterwards, output }: ReplayedTrace): string {
  const lines = replayed.steps.map(
    ({ index, round, performer, action, differences }) =>
      `${String(index).padStart(4)}  ${performer}  ${action}${round === undefined ? '' : `  round ${round}`}${differences.length === 0 ? '' : '  DIFFERS'}`,
  )
  for (const { path, model, native, because } of replayed.differences) {
    const reason = because === undefined ? '' : ` (${because})`
    lines.push(
      `      ${path}: model ${JSON.stringify(model)}, program ${JSON.stringify(native)}${reason}`,
    )
  }
  const gates = Object.entries(replayed.at).map(
    ([thread, gate]) => `${thread} at ${gate ?? 'none'}`,
  )
  const expected = replayIsAsExpected(row) ? '' : `, expected ${row.expected}`
  return `${[
    ...lines,
    `${replayText(row)}${expected}`,
    ...(row.verdict === 'reproduced' ? [] : [`gates: ${gates.join(', ')}`]),
    ...(row.verdict === 'reproduced' ? [`afterwards: ${row.afterwards} (${afterwards})`] : []),
    ...(output === '' ? [] : ['the program wrote:', printableOutput(output)]),
  ].join('\n')}\n`
}
