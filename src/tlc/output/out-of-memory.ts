import { PeerupError } from '../../core/error.js'

/**
 * The PeerupError `tlc` of a run that ran out of memory; null for any other run. Java reports it on a
 * separate line of stdout or stderr, which no specification can print: its output is quoted or TLA+.
 */
export function memoryError(
  outside: readonly string[],
  exit: { stderr: string },
): PeerupError | null {
  const report = [...outside, ...exit.stderr.split('\n')].find((line) => sign.test(line))
  if (report === undefined) return null
  return new PeerupError('tlc', `TLC ran out of memory: ${report.trim()}`, {
    fix: 'give Java a larger heap (JDK_JAVA_OPTIONS=-Xmx8g), or check a smaller model',
  })
}

const sign =
  /^(Terminating due to |Exception in thread .*|Caused by: )?java\.lang\.OutOfMemoryError|^Could not reserve enough space|There is insufficient memory for the Java Runtime/
