import { Command } from 'commander'
import { exitCode } from '../../command/exit.js'
import { writeJson } from '../../command/options.js'
import { PeerupError } from '../../core/error.js'
import { expectWritable } from '../../core/write-file.js'
import { examineMachine } from '../requirements.js'
import { doctorBinary } from './doctor-binary.js'

type Options = { json?: string; binary?: string; root?: string; variant?: string }

/** `peerup doctor`: its options, and what it does. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this machine has of what peerup needs, and how to get the rest')
    .option('--binary <path>', 'say instead whether this Suricata is affected, and when')
    .option('--root <directory>', 'the root that --binary runs in, such as one by debootstrap')
    .option('--variant <name>', 'what --binary is taken for (default: what its version says)')
    .option('--json <file>', 'write what was found as JSON')
    .action(async ({ json, binary, root, variant }: Options) => {
      if (json !== undefined) expectWritable(json)
      if (binary !== undefined) {
        const subject = { path: binary, ...(root === undefined ? {} : { root }) }
        process.exitCode = await doctorBinary(subject, { variant, json })
        return
      }
      const alone = root ?? variant
      if (alone !== undefined) {
        throw new PeerupError('usage', `expected --binary with ${alone}, got none`)
      }
      const requirements = await examineMachine()
      if (json !== undefined) writeJson(json, { format: 'peerup-doctor/1', requirements })
      const width = Math.max(...requirements.map(({ name }) => name.length))
      for (const { name, found, fix } of requirements) {
        const mark = found === null ? 'missing' : 'ok     '
        process.stdout.write(`${mark} ${name.padEnd(width)}  ${found ?? `to do: ${fix}`}\n`)
      }
      const complete = requirements.every(({ found }) => found !== null)
      process.exitCode = complete ? exitCode.asExpected : exitCode.environment
    })
}
