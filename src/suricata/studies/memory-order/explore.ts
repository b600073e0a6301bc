import { PeerupError } from '../../../core/error.js'
import type { TlcOptions } from '../../../tlc/command.js'
import { configText } from '../../../tlc/config.js'
import { runTlc } from '../../../tlc/run.js'
import { type Fact, readFacts } from './facts.js'

export type Explored = {
  version: string
  states: number
  seconds: number
  facts: Fact[]
}

/** The configuration that explores these families, or all if `null`; the latter is Publication.cfg. */
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
 * Explores the cases of a module under all memory models in one run of TLC, and returns the facts that
 * its `Report` printed. Only a complete search gives a result: throws a PeerupError `spec` if TLC stopped
 * at a violation of TypeOK or at a deadlock, else as `runTlc`.
 */
export async function explore(
  folder: string,
  module: string,
  config: string,
  options: TlcOptions,
): Promise<Explored> {
  // One worker: Report's registers belong to a worker, and its first behaviour is the shortest.
  const request = { specFolder: folder, module, config, workers: 1, deadlock: true }
  const { verdict, version, states, seconds, outside } = await runTlc(request, options)
  if (verdict.kind === 'holds') return { version, states, seconds, facts: readFacts(outside) }
  const violated = verdict.property ?? verdict.what
  throw new PeerupError(
    'spec',
    `expected TLC to explore every state, got a violation of ${violated}`,
  )
}
