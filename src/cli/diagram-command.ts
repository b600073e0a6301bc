import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { type ExitCode, exitCode, interrupted } from '../command/exit.js'
import { interruptible, unlessInterrupted } from '../command/options.js'
import { PeerupError } from '../core/error.js'
import { specificationBeside } from '../core/manifest.js'
import { readMapping } from '../core/mapping.js'
import { packageRoot } from '../core/package-root.js'
import { readJson } from '../core/read-json.js'
import { traceName } from '../core/trace.js'
import { readTrace } from '../core/trace-file.js'
import { writeWhole } from '../core/write-file.js'
import { renderAll } from '../diagram/render.js'
import { sequenceDiagram } from '../diagram/sequence.js'
import { replayResult } from '../report/results.js'
import { validateTraceBehaviour, validateTraceClaim } from './validate-trace.js'

type Options = { out?: string; replay?: string; mapping: string }

/** The command `peerup diagram`. */
export function diagramCommand(): Command {
  return new Command('diagram')
    .description('draw a trace as a sequence diagram')
    .argument('<trace>', 'an ITF file, such as those in traces/')
    .option(
      '--out <file>',
      'FILE.svg, FILE.png or FILE.mmd (default: mermaid text to standard output)',
    )
    .option(
      '--replay <file>',
      'add the observations of a replay to the picture (from: peerup replay --json FILE)',
    )
    .option(
      '--mapping <file>',
      'mapping with the words for the actions of the trace',
      join(packageRoot, 'spec/mapping.json'),
    )
    .action(async (trace: string, options: Options) => {
      process.exitCode = await draw(trace, options)
    })
}

async function draw(
  file: string,
  { out, replay, mapping: mappingFile }: Options,
): Promise<ExitCode> {
  const mapping = readMapping(mappingFile)
  const trace = readTrace(file, mapping)
  const observed = replay === undefined ? undefined : observedIn(replay)
  const specification = specificationBeside(mappingFile)
  const signal = interruptible()
  if (specification !== null) {
    const validation = validateTraceClaim(trace, specification, { file, signal }).then(() =>
      validateTraceBehaviour(trace, specification, signal),
    )
    if ((await unlessInterrupted(signal, validation)) === null) return interrupted()
  }
  const property = specification?.manifest.properties[trace.property]
  const text = sequenceDiagram(trace, mapping, {
    ...(property === undefined ? {} : { property }),
    ...(observed === undefined ? {} : { observed }),
  })
  if (out === undefined) {
    process.stdout.write(text)
    return exitCode.asExpected
  }
  const target = resolve(out)
  const kind = /\.(svg|png|mmd)$/.exec(target)?.[1]
  if (kind === undefined) {
    throw new PeerupError('usage', `expected a file that ends in .svg, .png or .mmd, got ${out}`)
  }
  if (kind === 'mmd') {
    writeWhole(target, text)
    return exitCode.asExpected
  }
  try {
    const [picture] = await renderAll([{ name: traceName(trace), text }], {
      png: kind === 'png',
      signal,
    })
    const data = kind === 'png' ? picture?.png : picture?.svg
    if (data !== undefined) writeWhole(target, data)
    return exitCode.asExpected
  } catch (error) {
    // The interruption ended the browser.
    if (signal.aborted) return interrupted()
    throw error
  }
}

function observedIn(file: string) {
  const parsed = replayResult.safeParse(readJson(file, 'trace'))
  if (parsed.success) return parsed.data.replay
  throw new PeerupError('trace', 'expected a result of peerup replay --json', { where: { file } })
}
