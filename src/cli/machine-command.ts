import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { exitCode } from '../command/exit.js'
import { expectOtherFile } from '../command/options.js'
import { readMapping } from '../core/mapping.js'
import { packageRoot } from '../core/package-root.js'
import { readTrace } from '../core/trace-file.js'
import { expectWritable } from '../core/write-file.js'
import { writeMachine } from '../replay/machine/machine-file.js'
import { machineOf } from '../replay/machine/machine-of.js'

type Options = { out: string; mapping: string }

/** `peerup machine`: its options, and what it does. */
export function machineCommand(): Command {
  return new Command('machine')
    .description('write the XState machine that replays a trace')
    .argument('<trace>', 'an ITF file, such as those in traces/')
    .requiredOption('--out <file>', 'the file to write, such as race.machine.json')
    .option(
      '--mapping <file>',
      'what the actions of the trace are in the program',
      join(packageRoot, 'spec/mapping.json'),
    )
    .action((file: string, { out, mapping: mappingFile }: Options) => {
      expectWritable(out)
      expectOtherFile(out, file)
      const mapping = readMapping(mappingFile)
      writeMachine(resolve(out), machineOf(readTrace(file, mapping), mapping))
      process.exitCode = exitCode.asExpected
    })
}
