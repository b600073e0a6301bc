import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PeerupError } from '../core/error.js'

export const exitCode = { asExpected: 0, notAsExpected: 1, usage: 2, environment: 3 } as const

/** The signals that end a run, except SIGKILL. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The text of an error for a person, and its exit code. A PeerupError has no stack trace in its text. */
export function explain(error: unknown): { text: string; code: ExitCode } {
  if (isOutOfDescriptors(error)) {
    const message = 'expected enough file descriptors for everything that runs at once, got EMFILE'
    return explain(new PeerupError('environment', message, { fix: 'raise the limit: ulimit -n' }))
  }
  if (!(error instanceof PeerupError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return {
      text: `peerup: an error in peerup itself\n${text}`,
      code: exitCode.notAsExpected,
    }
  }
  const { code } = error
  return {
    text: sentence(error),
    code:
      code === 'usage'
        ? exitCode.usage
        : code === 'environment'
          ? exitCode.environment
          : exitCode.notAsExpected,
  }
}

const isOutOfDescriptors = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EMFILE' || (error.code === 'ERR_MODULE_NOT_FOUND' && isUnread(error.message)))

/**
 * Node reads a package.json that it cannot open as one without "exports", and then does not find the package's
 * index.js. The package is there.
 */
function isUnread(message: string): boolean {
  const [, file] = /^Cannot find package '(.+)' imported from /.exec(message) ?? []
  return file !== undefined && existsSync(join(dirname(file), 'package.json'))
}

function sentence({ code, message, where, fix }: PeerupError): string {
  const place = [
    where.file,
    where.line === undefined ? undefined : `line ${where.line}`,
    where.column === undefined ? undefined : `column ${where.column}`,
    where.state === undefined ? undefined : `state ${where.state}`,
    where.step === undefined ? undefined : `step ${where.step}`,
  ].filter((part) => part !== undefined)
  const at = place.length === 0 ? '' : `${place.join(', ')}: `
  return `peerup: ${code}: ${at}${message}${fix === undefined ? '' : `\n  to do: ${fix}`}`
}

/** Reports an interruption. Its code is 1: nothing is as expected, and the environment lacks nothing. */
export function interrupted(): ExitCode {
  process.stderr.write('peerup: interrupted\n')
  return exitCode.notAsExpected
}

/** 2 before 1, for nothing ran; 1 before 3: an unexpected result says more than a missing one. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  const order = [
    exitCode.usage,
    exitCode.notAsExpected,
    exitCode.environment,
    exitCode.asExpected,
  ] as const
  return order.find((code) => codes.includes(code)) ?? exitCode.asExpected
}
