import { text } from 'node:stream/consumers'
import { PeerupError } from '../core/error.js'
import type { State } from '../core/value.js'
import { configFile, type TlcOptions, type TlcRequest, tlcCommand } from './command.js'
import { startJava, tlcExit } from './java.js'
import { createFindingsCollector } from './output/findings-collector.js'
import { finishedRun } from './output/finished-run.js'
import { parseState } from './output/parse-value.js'

export type Simulation = {
  behaviours: number
  /** The most states of a behaviour; a deadlock ends it earlier. */
  depth: number
  seed: number
}

/**
 * Draws behaviours of a model at random, the same ones for the same seed. Throws a PeerupError as
 * `runTlc`, and `tlc` for another number of behaviours or a violation: the configuration should name
 * no properties.
 */
export async function simulate(
  request: TlcRequest,
  simulation: Simulation,
  options: TlcOptions,
): Promise<State[][]> {
  const java = startJava(
    await tlcCommand({ ...request, workers: 1 }, options, modeOf(simulation)),
    {
      cwd: request.specFolder,
      files: { ...request.modules, [configFile]: request.config },
      // TLC writes the behaviours to the keeper's folder, which ends with the run.
      afterwards: `for file in "$TMPDIR"/${prefix}_*; do [ -e "$file" ] && echo "${separator}$file" && cat "$file"; done`,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
  try {
    const output = await text(java.stdout)
    const [tlc = '', ...files] = output.split(separator)
    const collector = createFindingsCollector()
    collector.push(tlc)
    const exit = await tlcExit(java, options.signal)
    const { violation } = finishedRun(collector, exit)
    if (violation !== null) throw failed('no violation', violation.text)
    if (exit.code !== 0) throw failed('exit code 0', `exit code ${exit.code}`)
    return readBehaviours(files, simulation.behaviours)
  } finally {
    await java.end()
  }
}

const prefix = 'behaviour'
const separator = '@!@!@BEHAVIOUR '

const modeOf = ({ behaviours, depth, seed }: Simulation): string[] => [
  ...['-seed', String(seed), '-depth', String(depth)],
  ...['-simulate', `file={dir}/${prefix},num=${behaviours}`],
]

/** Each file has its name in the first line, `.../behaviour_<worker>_<number>`; sorts by number. */
function readBehaviours(files: readonly string[], expected: number): State[][] {
  if (files.length !== expected) throw failed(`${expected} behaviours`, `${files.length}`)
  const numbered = files.map((file): [number, State[]] => {
    const [name = '', ...lines] = file.split('\n')
    return [Number(name.slice(name.lastIndexOf('_') + 1)), readModule(lines)]
  })
  return numbered.sort(([a], [b]) => a - b).map(([, states]) => states)
}

/** A behaviour: `STATE_1 ==`, then the state, and so on; a newer TLC adds each action in a comment. */
function readModule(lines: readonly string[]): State[] {
  const blocks: { number: number; line: number; text: string[] }[] = []
  for (const [index, line] of lines.entries()) {
    const number = /^STATE_(\d+) == *$/.exec(line)?.[1]
    if (number !== undefined) blocks.push({ number: Number(number), line: index + 2, text: [] })
    else if (!/^(\\\*|----|====)/.test(line)) blocks.at(-1)?.text.push(line)
  }
  if (!lines.some((line) => line.startsWith('===='))) throw failed('the end of a behaviour', 'none')
  return blocks.map(({ number, line, text }, index) => {
    if (number !== index + 1) throw failed(`STATE_${index + 1}`, `STATE_${number}`)
    return parseState(text.join('\n'), { line: line + 1, column: 1 })
  })
}

function failed(expected: string, actual: string): PeerupError {
  return new PeerupError('tlc', `expected ${expected} from TLC's simulation, got ${actual}`)
}
