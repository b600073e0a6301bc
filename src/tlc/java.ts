import { text } from 'node:stream/consumers'
import { PeerupError } from '../core/error.js'
import { type ProcessExit, type SupervisedProcess, supervise } from '../process/supervise.js'

export type JavaOptions = {
  signal?: AbortSignal
  cwd: string
  /** Files in `{dir}` by name, written before java starts. */
  files: { readonly [name: string]: string }
  /** Shell commands to run after java, with any exit code of it. */
  afterwards?: string
}

export type JavaProcess = {
  stdout: SupervisedProcess['stdout']
  /** All that java wrote to stderr; resolves at its end. */
  stderr: Promise<string>
  ended: Promise<ProcessExit>
  end: SupervisedProcess['end']
}

/**
 * Flags of each of our JVMs. They keep its files in `{dir}`, the keeper's folder, so that none
 * outlives `kill -9`, and keep stdout to TLC alone. Out of memory the JVM ends at once: else one
 * thread of TLC could die while the others go on to a verdict.
 */
export const jvmFlags = [
  '-XX:+UseParallelGC',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
  '-XX:ErrorFile={dir}/hs_err.log',
  '-Xlog:disable',
  '-Xlog:all=warning:stderr',
  // An archive that does not fit, after a move of the checkout, costs time and nothing else.
  '-Xlog:cds=off:stderr',
  '-Xlog:cds+dynamic=off:stderr',
  // TLC unpacks the standard modules into it, under their plain names.
  '-Djava.io.tmpdir={dir}',
] as const

/** A shell's exit codes for a program that it cannot start. */
const notFound = [126, 127]

/**
 * Starts java under the keeper, in a shell that first writes `files`. The files travel in the
 * environment: the keeper replaces `{dir}` in arguments, and in TLA+ that is a set of one element.
 */
export function startJava(args: readonly string[], options: JavaOptions): JavaProcess {
  const names = Object.keys(options.files)
  const writes = names.map(
    (name, index) => `printf %s "$PEERUP_FILE_${index}" >"$TMPDIR/${name}" || exit`,
  )
  const unset = names.map((_, index) => `unset PEERUP_FILE_${index}`)
  const run =
    options.afterwards === undefined
      ? 'exec java "$@"'
      : `java "$@"; code=$?; ${options.afterwards}; exit $code`
  const supervised = supervise(
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
  const { stdout, stderr, ended, end } = supervised
  stdout.setEncoding('utf8')
  return { stdout, stderr: text(stderr), ended, end }
}

/** The exit of java and its stderr. */
export type JavaExit = ProcessExit & { stderr: string }

/**
 * Waits for java's exit. Throws a PeerupError: `environment` without Java, `tlc` if `signal`
 * cancelled the run.
 */
export async function javaExit(java: JavaProcess, signal?: AbortSignal): Promise<JavaExit> {
  const [exit, stderr] = await Promise.all([java.ended, java.stderr])
  if (signal?.aborted) throw new PeerupError('tlc', 'cancelled', { cause: signal.reason })
  if (exit.code !== null && notFound.includes(exit.code)) {
    throw new PeerupError('environment', `cannot start Java: ${stderr.trim()}`, {
      fix: 'install a Java runtime, 11 or newer: on Debian the package default-jre-headless',
    })
  }
  return { ...exit, stderr }
}

/** As `javaExit`, for a run of TLC: throws `environment` also for a jar without TLC. */
export async function tlcExit(java: JavaProcess, signal?: AbortSignal): Promise<JavaExit> {
  const exit = await javaExit(java, signal)
  if (!exit.stderr.includes('Could not find or load main class')) return exit
  throw new PeerupError('environment', `the jar contains no TLC: ${exit.stderr.trim()}`, {
    fix: 'unset TLA2TOOLS_JAR, or set it to a tla2tools.jar',
  })
}
