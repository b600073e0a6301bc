import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { expectsForwarding } from '../check/expects-forwarding.js'
import { type ReplayedTrace, replayTrace } from '../check/replay-trace.js'
import { variantFeatures } from '../check/variant-features.js'
import { type ExitCode, exitCode, interrupted } from '../command/exit.js'
import { count, interruptible, unlessInterrupted, writeJson } from '../command/options.js'
import { printableOutput } from '../command/program-output.js'
import { PeerupError } from '../core/error.js'
import { type Manifest, modelOf, specificationBeside } from '../core/manifest.js'
import { readMapping } from '../core/mapping.js'
import { packageRoot } from '../core/package-root.js'
import type { Trace } from '../core/trace.js'
import { readTrace } from '../core/trace-file.js'
import { expectWritable } from '../core/write-file.js'
import { replayText } from '../report/counterexamples.js'
import { type ReplayRow, replayIsAsExpected, replayResult } from '../report/results.js'
import { adapterOf } from '../suricata/adapter.js'
import { replayInBinary } from '../suricata/commands/replay-binary.js'
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

/** `peerup replay`: its options, and what it does. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('drive real threads through a trace, step by step')
    .argument('<trace>', 'an ITF file, such as those in traces/')
    .argument('[words...]', "behind --: words for --binary's command line, behind ours")
    .option('--variant <name>', 'replay it in this variant (default: the one that the trace is of)')
    .option('--program <path>', "run this program with gates instead of the mapping's")
    .option('--binary <path>', 'drive this unmodified Suricata, by a preloaded library')
    .option('--root <directory>', 'the root that --binary runs in, such as one by debootstrap')
    .option(
      '--mapping <file>',
      'what the actions of the trace are in the program',
      join(packageRoot, 'spec/mapping.json'),
    )
    .option(
      '--interfaces <pairs>',
      "the engine's interfaces, such as eth1:eth2, that exist (default: veth pairs in namespaces)",
    )
    .option('--clients <pairs>', 'the interfaces connected to them, in the same order')
    .option('--deadline <seconds>', 'how long the program may take for a step (default: 10)', count)
    .option('--json <file>', 'write the result as JSON')
    .action(async (trace: string, words: string[], options: Options) => {
      process.exitCode = await replay(trace, words, options)
    })
}

async function replay(file: string, words: readonly string[], options: Options): Promise<ExitCode> {
  expectOneProgram(words, options)
  if (options.json !== undefined) expectWritable(options.json)
  const mapping = readMapping(options.mapping)
  const trace = readTrace(file, mapping)
  const specification = specificationBeside(options.mapping)
  const signal = interruptible()
  if (specification !== null) {
    const held = validateTraceClaim(trace, specification, { file, signal })
    if ((await unlessInterrupted(signal, held)) === null) return interrupted()
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
    expected: expectedOf(trace, variant, manifest),
    observe: expectsForwarding(manifest, { ...trace, variant }) ? 'expected' : 'open',
    signal,
    ...(options.program === undefined ? {} : { program: options.program }),
    adapter: adapterOf(mapping, ownInterfaces(options)),
    ...(options.deadline === undefined ? {} : { deadlines: deadlinesOf(options.deadline) }),
  }).catch((error: unknown) => {
    throw inFile(error, file)
  })
  // Its program was ended under it: that is no verdict.
  if (signal.aborted) return interrupted()
  const { verdict } = replayed.row
  const holdWhole = async () =>
    specification === null ||
    (await unlessInterrupted(signal, validateTraceBehaviour(trace, specification, signal))) !== null
  // A replay does not see all that a model has: who could do all steps must have been shown true ones.
  if (verdict === 'reproduced' && !(await holdWhole())) return interrupted()
  process.stdout.write(replayedText(replayed))
  // Where its own variant leaves a trace, the trace may be at fault and not the program.
  const left = verdict === 'refused' || verdict === 'diverged'
  if (left && variant === trace.variant && !(await holdWhole())) return interrupted()
  if (options.json !== undefined) {
    const {
      row,
      replayed: { steps },
    } = replayed
    writeJson(options.json, replayResult.parse({ format: 'peerup-replay/1', replay: row, steps }))
  }
  return replayIsAsExpected(replayed.row) ? exitCode.asExpected : exitCode.notAsExpected
}

/** A binary is configured by us, and runs on interfaces of its own. */
function expectOneProgram(words: readonly string[], options: Options): void {
  const { binary, root, program, interfaces, clients } = options
  const wrong = (message: string) => new PeerupError('usage', message)
  if (binary === undefined) {
    if (root !== undefined) throw wrong('expected --root with --binary, got it without')
    if (words.length > 0) throw wrong(`expected one trace, got also ${words.join(' ')}`)
    return
  }
  const other = [program, interfaces, clients].find((one) => one !== undefined)
  if (other === undefined) return
  throw wrong(`expected --binary without --program, --interfaces and --clients, got also ${other}`)
}

/** What is wrong with a trace may be found only when it is made a machine, which knows no files. */
function inFile(error: unknown, file: string): unknown {
  if (!(error instanceof PeerupError) || error.code !== 'trace') return error
  const { message, where, fix, cause } = error
  return new PeerupError('trace', message, {
    where: { file, ...where },
    cause,
    ...(fix === undefined ? {} : { fix }),
  })
}

/** Frames must come from somewhere: both ends are named, or none. */
function ownInterfaces({ interfaces, clients }: Options) {
  if (interfaces === undefined && clients === undefined) return {}
  if (interfaces !== undefined && clients !== undefined) {
    return { interfaces: { engine: interfaces, clients } }
  }
  throw new PeerupError('usage', 'expected --interfaces and --clients together, got one of them')
}

const deadlinesOf = (seconds: number) => ({
  assembleMs: seconds * 1000,
  stepMs: seconds * 1000,
})

/**
 * Its own variant must reproduce a trace. Another one must refuse it if the property is expected to
 * hold there; otherwise either answer is one.
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
