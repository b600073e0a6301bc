import { type StartFailure, startError } from './start-error.js'

/** How a program ended: with an exit code or by a signal. */
export type ProcessExit = { code: number | null; signal: string | null }

type KeeperMessage = {
  exit?: ProcessExit
  error?: StartFailure
}

/**
 * The program's exit from the keeper's report, one JSON line at its end. A killed keeper reports
 * nothing: then the exit is the keeper's own. Throws a PeerupError if the keeper could not start the
 * program: `environment` for a missing permission or a wrong TMPDIR, else `program`.
 */
export function exitInReport(report: string, keeperCode: number | null): ProcessExit {
  const last = report.trimEnd().split('\n').at(-1) ?? ''
  const message = last === '' ? {} : (JSON.parse(last) as KeeperMessage)
  if (message.error !== undefined) throw startError(message.error)
  return message.exit ?? { code: keeperCode, signal: null }
}
