import { PeerupError } from '../core/error.js'

/** How a program ended: with an exit code or by a signal. */
export type ProcessExit = { code: number | null; signal: string | null }

type KeeperMessage = {
  exit?: ProcessExit
  error?: { what: string; errno: string; message: string }
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

/** The kernel's answers to a missing permission. */
const refusals = ['EPERM', 'EACCES']

/** `what` names the failed step, or the path of the program or folder. */
function startError({ what, errno, message }: Required<KeeperMessage>['error']): PeerupError {
  // The keeper makes its own folder in TMPDIR first.
  if (errno === 'ENOENT' && /\/peerup-\w{6}$/.test(what)) {
    return new PeerupError('environment', `${what}: ${message} (${errno})`, {
      fix: 'set TMPDIR to an existing folder',
    })
  }
  // unshare() answers ENOSPC at the limit of user namespaces.
  const forbidden = refusals.includes(errno) || (what === 'unshare' && errno === 'ENOSPC')
  const fix =
    what.startsWith('/') && !what.startsWith('/proc')
      ? `let this user run or write ${what}`
      : namespacesFix
  return new PeerupError(
    forbidden ? 'environment' : 'program',
    `${what}: ${message} (${errno})`,
    forbidden ? { fix } : {},
  )
}

/** How to permit the namespaces of a network. */
export const namespacesFix =
  'run as root with CAP_NET_ADMIN and CAP_SYS_ADMIN (docker run --privileged), or allow unprivileged user namespaces (sysctl user.max_user_namespaces)'
