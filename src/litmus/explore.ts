import { PeerupError } from '../error.js'
import { configFile, type TlcOptions, tlcCommand } from '../tlc/command.js'
import { configText } from '../tlc/config.js'
import { createGatherer } from '../tlc/findings.js'
import { endingOf, startJava } from '../tlc/java.js'
import { type Ended, endOf } from '../tlc/read.js'
import { concludeVerdict, expectExitCode } from '../tlc/verdict.js'
import { type Fact, readFacts } from './facts.js'

export type Explored = {
  version: string
  states: number
  seconds: number
  facts: Fact[]
}

/** The configuration that explores these families, `null` all of them; so stands in Publication.cfg. */
export function exploreConfig(families: readonly string[] | null): string {
  const chosen =
    families === null ? '<- MCFamilies' : `{${families.map((f) => `"${f}"`).join(', ')}}`
  return configText({
    constants: { Cases: '<- MCCases', Families: chosen, Memories: '<- MCMemories' },
    specification: 'Spec',
    invariants: ['TypeOK', 'Report'],
    properties: [],
  })
}

/**
 * Explores the cases of a module under all memory models, in one run of TLC, and returns what its
 * `Report` printed. Only a run that found every state gives a result: throws a PeerupError `spec` if
 * TLC stopped at a violation (of TypeOK, or a state in which the machine is stuck), else as `runTlc`.
 */
export async function explore(
  folder: string,
  module: string,
  config: string,
  options: TlcOptions,
): Promise<Explored> {
  // One worker: the registers that Report uses are a worker's own, and the first is the shortest.
  const request = { specFolder: folder, module, config, workers: 1, deadlock: true }
  const gatherer = createGatherer()
  const java = startJava(await tlcCommand(request, options), {
    cwd: folder,
    files: { [configFile]: config },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  try {
    for await (const chunk of java.stdout) gatherer.push(String(chunk))
    const ending = await endingOf(java, options.signal)
    const ended = endOf(gatherer, ending)
    const states = completeStates(ended, ending.code)
    const { version, seconds, outside } = ended
    return { version, states, seconds, facts: readFacts(outside) }
  } finally {
    await java.end()
  }
}

function completeStates(ended: Ended, code: number | null): number {
  const verdict = concludeVerdict(ended)
  expectExitCode(verdict, code)
  if (verdict.kind === 'holds' && ended.statistics !== null) return ended.statistics.distinct
  const got = verdict.kind === 'violated' ? (verdict.property ?? verdict.what) : 'no statistics'
  throw new PeerupError('spec', `expected TLC to explore every state, got a violation of ${got}`)
}
