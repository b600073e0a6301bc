import { Command, Option } from 'commander'
import { type ExitCode, exitCode, interrupted } from '../../command/exit.js'
import { count, interruptible, unlessInterrupted, writeJson } from '../../command/options.js'
import { expectWritable } from '../../core/write-file.js'
import { findJar } from '../../tlc/jar.js'
import {
  litmusFindings,
  type Order,
  orders,
  type Shape,
  shapes,
} from '../studies/memory-order/litmus-result.js'
import { litmusText } from '../studies/memory-order/litmus-text.js'
import { runLitmus } from '../studies/memory-order/run-litmus.js'

type Options = { shape: Shape | 'all'; order: Order | 'all'; seconds: number; json?: string }

/** The command `peerup litmus`. */
export function litmusCommand(): Command {
  return new Command('litmus')
    .description(
      'count the outcomes of message passing (MP) and store buffering (SB) on two processors of this machine',
    )
    .addOption(
      new Option('--shape <name>', 'only this shape').choices([...shapes, 'all']).default('all'),
    )
    .addOption(
      new Option('--order <name>', 'only this C11 order')
        .choices([...orders, 'all'])
        .default('all'),
    )
    .option('--seconds <n>', 'run time of each shape with each order', count, 1)
    .option('--json <file>', 'write the result as JSON')
    .addHelpText(
      'after',
      '\nSB relaxed always runs: a run that does not show its reordering could not see any, and is not as expected.',
    )
    .action(async (options: Options) => {
      process.exitCode = await litmus(options)
    })
}

async function litmus({ shape, order, seconds, json }: Options): Promise<ExitCode> {
  if (json !== undefined) expectWritable(json)
  const signal = interruptible()
  const running = runLitmus({
    shapes: shape === 'all' ? shapes : [shape],
    orders: order === 'all' ? orders : [order],
    seconds,
    tlc: { jar: await findJar(), signal },
    signal,
  })
  const result = await unlessInterrupted(signal, running)
  if (result === null) return interrupted()
  process.stdout.write(litmusText(result))
  if (json !== undefined) writeJson(json, result)
  return litmusFindings(result).length === 0 ? exitCode.asExpected : exitCode.notAsExpected
}
