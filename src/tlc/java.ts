import { text } from 'node:stream/consumers'
import { PeerupError } from '../core/error.js'
import { type ProcessExit, type SupervisedProcess, supervise } from '../process/supervise.js'

export type JavaOptions = {
  signal?: AbortSignal
  cwd: string
  /** Files that are written to `{dir}` before java starts, by name. */
  files: { readonly [name: string]: string }
  /** Shell commands that run after java, whatever its exit code. */
  afterwards?: string
}

export type Java = {
  stdout: SupervisedProcess['stdout']
  /** What java wrote to stderr, once it has ended. */
  stderr: Promise<string>
  ended: Promise<ProcessExit>
  end: SupervisedProcess['end']
}

/**
 * Flags of every JVM of ours. Nothing of it may outlive `kill -9` outside of `{dir}`, the keeper's
 * directory, and stdout belongs to TLC alone. Out of memory, one thread of TLC may die while the
 * others go on to a verdict: end at once instead.
 */
export const jvmFlags = [
  '-XX:+UseParallelGC',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
  '-XX:ErrorFile={dir}/hs_err.log',
  '-Xlog:disable',
  '-Xlog:all=warning:stderr',
  // TLC unpacks the standard modules there, under their plain names.
  '-Djava.io.tmpdir={dir}',
] as const

/** Exit codes of a shell that could not start a program. */
const notFound = [126, 127]

/**
 * Starts java under the keeper, in a shell that first writes `files`. They travel in the environment:
 * the keeper would replace a `{dir}` in an argument, and that is also how TLA+ writes a set.
 */
export function startJava(args: readonly string[], options: JavaOptions): Java {
  const names = Object.keys(options.files)
  const writes = names.map(
    (name, index) => `printf %s "$PEERUP_FILE_${index}" >"$TMPDIR/${name}" || exit`,
  )
  const unset = names.map((_, index) => `unset PEERUP_FILE_${index}`)
  const run =
    options.afterwards === undefined
      ? 'exec java "$@"'
      : `java "$@"; code=$?; ${options.afterwards}; exit $code`
  const kept = supervise(
    '/bin/sh',
    ['-c', [...writes, ...unset, run].join('; '), 'java', ...args],
    {
      cwd: options.cwd,
      env: Object.fromEntries(
        names.map((name, index) => [`PEERUP_FILE_${index}`, options.files[name] ?? '']),
      ),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
  )
  kept.stdout.setEncoding('utf8')
  return { stdout: kept.stdout, stderr: text(kept.stderr), ended: kept.ended, end: kept.end }
}

/** How java ended. Throws a PeerupError: `environment` without Java, `tlc` if it was cancelled. */
export async function endingOf(
  java: Java,
  signal?: AbortSignal,
): Promise<ProcessExit & { stderr: string }> {
  const [ending, stderr] = await Promise.all([java.ended, java.stderr])
  if (signal?.aborted) throw new PeerupError('tlc', 'cancelled', { cause: signal.reason })
  if (ending.code !== null && notFound.includes(ending.code)) {
    throw new PeerupError('environment', `expected Java, got: ${stderr.trim()}`, {
      fix: 'install a Java runtime, 11 or newer: on Debian the package default-jre-headless',
    })
  }
  return { ...ending, stderr }
}

/** The same of a run of TLC. Throws an `environment` error also for a jar without it. */
export async function endingOfTlc(java: Java, signal?: AbortSignal): ReturnType<typeof endingOf> {
  const ending = await endingOf(java, signal)
  if (!ending.stderr.includes('Could not find or load main class')) return ending
  throw new PeerupError('environment', `expected TLC in the jar, got: ${ending.stderr.trim()}`, {
    fix: 'unset TLA2TOOLS_JAR, or have it name a tla2tools.jar',
  })
}
