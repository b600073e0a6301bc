import { PeerupError } from '../core/error.js'
import { profileInTheWay } from './app-armor.js'

/** The kernel's answers to a missing permission. */
const refusals = ['EPERM', 'EACCES']

/** Why the keeper could not start a program; `what` names the failed step, or the path of the program or folder. */
export type StartFailure = { what: string; errno: string; message: string }

/** The error of a failed start: `environment` if the machine forbids it, and how to permit it; else `program`. */
export function startError(
  { what, errno, message }: StartFailure,
  profile: () => string | null = profileInTheWay,
): PeerupError {
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
      : confinedFix(forbidden ? profile() : null)
  return new PeerupError(
    forbidden ? 'environment' : 'program',
    `${what}: ${message} (${errno})`,
    forbidden ? { fix } : {},
  )
}

const confinedFix = (profile: string | null): string =>
  profile === null
    ? namespacesFix
    : `the capabilities are there, but the AppArmor profile ${profile} forbids this: run without it (docker run --security-opt apparmor=unconfined)`

/** How to permit the namespaces of a network. */
export const namespacesFix =
  'run as root with CAP_NET_ADMIN and CAP_SYS_ADMIN (docker run --privileged), or allow unprivileged user namespaces (sysctl user.max_user_namespaces)'
