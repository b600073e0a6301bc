/** What is started again and again. */
export type Engine = {
  subject: { kind: 'variant' | 'binary'; name: string }
  /** `{dir}` in it is the run's own directory. */
  command: readonly string[]
  /** Set for it alone. */
  env: Readonly<Record<string, string>>
  /** A file that it reads, in the run's own directory. */
  config: { name: string; text: string } | null
  /** How long it may take to start. */
  startMs: number
  /** What it takes for its root. */
  root?: string
}

/** The program's descriptor of commands and events: 3 is the keeper's lifeline, 4 the injector's. */
export const eventsDescriptor = 5

/** Words before a command that set its environment, and that of nobody else. */
export const environmentOf = (env: Engine['env']): string[] => {
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return words.length === 0 ? [] : ['env', ...words]
}

/** The file is written where only the run knows, in the directory that the keeper removes. */
export function withConfig(
  config: Engine['config'],
  program: string,
  words: readonly string[],
): [string, readonly string[]] {
  if (config === null) return [program, words]
  const script = `printf %s "$PEERUP_CONFIG" > "$PEERUP_DIR/${config.name}" && unset PEERUP_CONFIG && exec "$0" "$@"`
  return ['/bin/sh', ['-c', script, program, ...words]]
}
