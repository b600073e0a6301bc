import type { SuricataParts } from '../../binary/command.js'

/** An engine to restart again and again. */
export type Engine = {
  subject: { kind: 'variant' | 'binary'; name: string }
  /** `{dir}` stands for the run's own directory. */
  command: readonly string[]
  /** Additions to its environment: `NAME=value`. */
  environment: readonly string[]
  /** How the run's own directory is prepared before the first start. */
  prepare: SuricataParts['prepare'] | null
  /** How long a start may take. */
  startMs: number
  /** The root directory of a binary that runs in one. */
  root?: string
  /** The path of a binary, outside of its root. */
  file?: string
}

/** The program's descriptor for commands and events; 3 is the keeper's lifeline, 4 the injector's. */
export const eventsDescriptor = 5
