import type { SuricataParts } from '../../binary/command.js'

/** What is started again and again. */
export type Engine = {
  subject: { kind: 'variant' | 'binary'; name: string }
  /** `{dir}` in it is the run's own directory. */
  command: readonly string[]
  /** Words for `env`, of its environment alone. */
  environment: readonly string[]
  /** What is put into the run's own directory, before the first start. */
  prepare: SuricataParts['prepare'] | null
  /** How long it may take to start. */
  startMs: number
  /** What it takes for its root. */
  root?: string
  /** The file of what a person has, as seen from here. */
  file?: string
}

/** The program's descriptor of commands and events: 3 is the keeper's lifeline, 4 the injector's. */
export const eventsDescriptor = 5
