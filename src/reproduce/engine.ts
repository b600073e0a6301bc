/** What is started again and again. */
export type Engine = {
  subject: { kind: 'variant' | 'binary'; name: string }
  /** `{dir}` in it is the run's own directory. */
  command: readonly string[]
  /** Set for it alone. */
  env: Readonly<Record<string, string>>
  /** A file that it reads, in the run's own directory. */
  config: { name: string; text: string } | null
  /** Whether it tells its events, on the descriptor `eventsDescriptor`. */
  tellsEvents: boolean
  /** How long it may take to start. */
  startMs: number
}

/** The program's descriptor of commands and events: 3 is the keeper's lifeline, 4 the injector's. */
export const eventsDescriptor = 5
