import { Command, Option } from 'commander'
import { type ExitCode, exitCode } from '../../command/exit.js'
import { writeJson } from '../../command/options.js'
import { PeerupError } from '../../core/error.js'
import { expectWritable } from '../../core/write-file.js'
import { type Ring, rings } from '../binary/config.js'
import { variantNamed } from '../releases.js'
import { examineMachine } from '../requirements.js'
import { doctorBinary } from './doctor-binary.js'
import { wordsWithoutBinary } from './words-without-binary.js'

type Options = {
  json?: string
  binary?: string
  root?: string
  variant?: string
  ring?: Ring
  verbose?: true
}

/** The command `peerup doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description("list what this machine has of peerup's requirements, and how to get the rest")
    .argument('[words...]', "after --: arguments for --binary, after peerup's own")
    .option('--binary <path>', 'say instead whether this Suricata is affected, and when')
    .option('--root <directory>', 'run --binary in this root directory, such as one of debootstrap')
    .option('--variant <name>', 'examine --binary as this variant (default: as what it goes as)')
    .addOption(
      new Option(
        '--ring <version>',
        'examine --binary with rings of this version (default: v2)',
      ).choices(rings),
    )
    .option('--verbose', 'print the evidence about --binary: every replay')
    .option('--json <file>', 'write the result as JSON')
    .action(async (words: string[], options: Options) => {
      process.exitCode = await doctor(words, options)
    })
}

async function doctor(
  words: readonly string[],
  { json, binary, root, variant, ring, verbose }: Options,
): Promise<ExitCode> {
  if (json !== undefined) expectWritable(json)
  if (binary !== undefined) {
    const subject = { path: binary, ...(root === undefined ? {} : { root }) }
    const named = variant === undefined ? undefined : variantNamed(variant)
    return doctorBinary(subject, {
      ...{ variant: named, args: words, ring: ring ?? 'v2', json, verbose: verbose === true },
    })
  }
  for (const [name, value] of Object.entries({ root, variant, ring, verbose })) {
    if (value !== undefined) throw new PeerupError('usage', `--${name} requires --binary`)
  }
  if (words.length > 0) throw wordsWithoutBinary(words)
  const requirements = await examineMachine()
  if (json !== undefined) writeJson(json, { format: 'peerup-doctor/1', requirements })
  const width = Math.max(...requirements.map(({ name }) => name.length))
  for (const { name, found, fix } of requirements) {
    const mark = found === null ? 'missing' : 'ok     '
    process.stdout.write(`${mark} ${name.padEnd(width)}  ${found ?? `to do: ${fix}`}\n`)
  }
  const isComplete = requirements.every(({ found }) => found !== null)
  return isComplete ? exitCode.asExpected : exitCode.environment
}
