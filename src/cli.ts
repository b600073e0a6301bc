#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { checkCommand } from './cli/check-command.js'
import { diagramCommand } from './cli/diagram-command.js'
import { doctorCommand } from './cli/doctor-command.js'
import { exitCode, explain } from './cli/exit.js'
import { litmusCommand } from './cli/litmus-command.js'
import { replayCommand } from './cli/replay-command.js'
import { reproduceCommand } from './cli/reproduce-command.js'
import { packageRoot } from './root.js'

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string
}

const program = new Command('peerup')
  .description(
    'Is this start-up race real, is my build affected, and which fix is enough? For inline AF_PACKET engines.',
  )
  .version(version)
  .showHelpAfterError('(peerup --help says more)')
  .addHelpText(
    'after',
    '\nExit codes: 0 as expected, 1 not as expected, 2 wrong usage, 3 the environment lacks something.',
  )
const commands = [
  checkCommand(),
  replayCommand(),
  reproduceCommand(),
  diagramCommand(),
  litmusCommand(),
  doctorCommand(),
]
for (const command of commands) program.addCommand(command)
for (const command of [program, ...commands]) command.exitOverride()

// A reader that went away (`peerup check | head`) ends the run, without a stack trace.
process.stdout.on('error', () => process.exit(exitCode.notAsExpected))

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCode.asExpected : exitCode.usage
  } else {
    const { text, code } = explain(error)
    process.stderr.write(`${text}\n`)
    process.exitCode = code
  }
}
