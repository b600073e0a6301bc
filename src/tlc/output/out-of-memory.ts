import { PeerupError } from '../../core/error.js'

/**
 * The error of a run that the JVM or TLC ended for want of memory; null if it did not. Java says so
 * on a line of its own, on stdout or stderr: what a specification prints is quoted or TLA+.
 */
export function memoryError(
  outside: readonly string[],
  ending: { stderr: string },
): PeerupError | null {
  const said = [...outside, ...ending.stderr.split('\n')].find((line) => sign.test(line))
  if (said === undefined) return null
  return new PeerupError('tlc', `expected TLC to find enough memory, got: ${said.trim()}`, {
    fix: 'give Java a larger heap (JDK_JAVA_OPTIONS=-Xmx8g), or check a smaller model',
  })
}

const sign =
  /^(Terminating due to |Exception in thread .*|Caused by: )?java\.lang\.OutOfMemoryError|^Could not reserve enough space|There is insufficient memory for the Java Runtime/
