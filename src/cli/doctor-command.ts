import { Command } from 'commander'
import { examine } from '../testbed/doctor.js'
import { expectWritable } from '../trace/files.js'
import { exitCode } from './exit.js'
import { writeJson } from './options.js'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this machine has of what peerup needs, and how to get the rest')
    .option('--json <file>', 'write what was found as JSON')
    .action(async ({ json }: { json?: string }) => {
      if (json !== undefined) expectWritable(json)
      const requirements = await examine()
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
