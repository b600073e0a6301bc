import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { exitCode } from '../command/exit.js'
import { packageRoot } from '../core/package-root.js'
import { callsCommand } from '../suricata/commands/calls-command.js'
import { doctorCommand } from '../suricata/commands/doctor-command.js'
import { litmusCommand } from '../suricata/commands/litmus-command.js'
import { reproduceCommand } from '../suricata/commands/reproduce-command.js'
import { checkCommand } from './check-command.js'
import { diagramCommand } from './diagram-command.js'
import { machineCommand } from './machine-command.js'
import { replayCommand } from './replay-command.js'

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string
}

/** Runs the command of the command line. Throws a PeerupError. */
export async function main(): Promise<void> {
  const program = new Command('peerup')
    .description(
      'Is this start-up race real, is my build affected, and which fix is enough? For inline AF_PACKET engines.',
    )
    .version(version)
    .showHelpAfterError('(see peerup --help)')
    .addHelpText(
      'after',
      '\nExit codes: 0 as expected, 1 not as expected, 2 wrong usage, 3 the environment lacks something.',
    )
  const commands = [
    checkCommand(),
    replayCommand(),
    reproduceCommand(),
    diagramCommand(),
    machineCommand(),
    litmusCommand(),
    doctorCommand(),
    callsCommand(),
  ]
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...commands]) command.exitOverride()

  try {
    await program.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCode.asExpected : exitCode.usage
  }
}
