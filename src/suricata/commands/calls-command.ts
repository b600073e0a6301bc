import { join } from 'node:path'
import { Command } from 'commander'
import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { interruptible, unlessInterrupted, writeJson } from '../../command/options.js'
import { PeerupError } from '../../core/error.js'
import { featuresOf, readSpecification } from '../../core/manifest.js'
import { packageRoot } from '../../core/package-root.js'
import { expectWritable } from '../../core/write-file.js'
import { variantNamed } from '../releases.js'
import { readCalls } from '../studies/calls/calls-file.js'
import { compareCalls } from '../studies/calls/compare.js'
import { engineSubject, forwarderSubject, recordCalls } from '../studies/calls/record.js'
import { callsText } from '../studies/calls/text.js'

type Options = { binary?: string; root?: string; variant: string; json?: string }

/** The command `peerup calls`. */
export function callsCommand(): Command {
  return new Command('calls')
    .description(
      'record every call of the capture threads in a free run with a flap, and hold it against spec/calls.json',
    )
    .option('--binary <path>', 'record this Suricata, unmodified (default: the forwarder)')
    .option('--root <dir>', 'run --binary in this root directory, such as one of debootstrap')
    .option('--variant <name>', 'the variant whose calls are expected', 'v7')
    .option('--json <file>', 'write the result as JSON')
    .addHelpText(
      'after',
      '\nThe exit code is 0 if the table accounts for every call, and 1 if one is new or never comes.',
    )
    .action(async (options: Options) => {
      process.exitCode = await calls(options)
    })
}

async function calls({ binary, root, variant, json }: Options): Promise<ExitCode> {
  if (binary === undefined && root !== undefined) {
    throw new PeerupError('usage', '--root requires --binary')
  }
  if (json !== undefined) expectWritable(json)
  const folder = join(packageRoot, 'spec')
  const { manifest, mapping } = readSpecification(folder)
  const table = readCalls(folder, mapping)
  const features = featuresOf(manifest, variantNamed(variant))
  const subject =
    binary === undefined
      ? forwarderSubject(features)
      : engineSubject({ path: binary, ...(root === undefined ? {} : { root }) })
  const signal = interruptible()
  const recorded = await unlessInterrupted(signal, recordCalls(subject, signal))
  if (recorded === null) return interrupted()
  const kind = binary === undefined ? 'forwarder' : 'engine'
  const comparison = compareCalls(recorded, table, kind, features)
  process.stdout.write(callsText(subject.name, comparison))
  if (json !== undefined) {
    writeJson(json, { format: 'peerup-recorded-calls/1', name: subject.name, ...comparison })
  }
  return comparison.deviations.length === 0 ? exitCode.asExpected : exitCode.notAsExpected
}
