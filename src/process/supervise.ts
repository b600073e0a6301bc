import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { execa } from 'execa'
import { PeerupError } from '../core/error.js'
import { packageRoot } from '../core/package-root.js'

/** Where the native programs are built. */
export const nativeFolder = join(packageRoot, 'native/build')

export type SuperviseOptions = {
  cwd?: string
  env?: Record<string, string>
  /** Aborting ends the program and everything it started. */
  signal?: AbortSignal
  /** `tx0:rx0,tx1:rx1`: veth pairs in namespaces that live as long as the program. */
  network?: string
  /** Of the network: the engine's interfaces that are down when the program starts. */
  down?: readonly string[]
  /** With a network: what the program takes for its root. There `{dir}` is /tmp, and `nativeFolder` is /mnt. */
  root?: string
  /** How many sockets the program inherits, as descriptors 4, 5, ... */
  sockets?: number
}

export type ProcessExit = { code: number | null; signal: string | null }

export type SupervisedProcess = {
  stdout: Readable
  stderr: Readable
  /** Our ends of the program's descriptors 4, 5, ... */
  sockets: Duplex[]
  /** Resolves when the program and all it started are gone and its directory is removed. Never rejects but with a PeerupError. */
  ended: Promise<ProcessExit>
  /** Asks the program to end by itself: SIGTERM. */
  stop(): void
  /** Ends the program and all it started, and waits until nothing is left. */
  end(): Promise<ProcessExit>
}

/**
 * Starts a program under the keeper: a small process of ours that owns the program's temporary
 * directory (`{dir}` in an argument, and `$TMPDIR`), ends with the lifeline that we hold, and
 * takes everything below it along. So nothing is left, whatever happens to this process.
 */
export function supervise(
  program: string,
  args: readonly string[],
  options: SuperviseOptions = {},
): SupervisedProcess {
  const keeper = join(nativeFolder, 'keeper')
  if (!existsSync(keeper)) {
    throw new PeerupError('environment', `expected the keeper at ${keeper}, found nothing`, {
      fix: 'run ./bootstrap, which builds it',
    })
  }
  const network = networkWords(options)
  const lifeline = 3
  const subprocess = execa(keeper, [...network, '--', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...Array<'pipe'>(options.sockets ?? 0).fill('pipe')],
    buffer: false,
    reject: false,
    cleanup: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  })
  const line = subprocess.stdio[lifeline] as Duplex
  const cut = () => line.destroy()
  options.signal?.addEventListener('abort', cut, { once: true })
  if (options.signal?.aborted) cut()
  const ended = Promise.all([readLifeline(line), subprocess]).then(([said, result]) => {
    options.signal?.removeEventListener('abort', cut)
    return endingOf(said, result.exitCode ?? null)
  })
  // Whoever waits for the end is told why there was none; nobody has to wait.
  ended.catch(() => {})
  return {
    stdout: subprocess.stdout as Readable,
    stderr: subprocess.stderr as Readable,
    sockets: subprocess.stdio.slice(lifeline + 1) as Duplex[],
    ended,
    stop: () => {
      line.write('stop\n')
    },
    end: () => {
      cut()
      return ended
    },
  }
}

function networkWords({ network, down = [], root }: SuperviseOptions): string[] {
  if (network === undefined) return []
  return [
    ...['--network', network],
    ...(down.length === 0 ? [] : ['--down', down.join(',')]),
    ...(root === undefined ? [] : ['--root', root]),
  ]
}

async function readLifeline(line: Duplex): Promise<string> {
  let said = ''
  line.setEncoding('utf8')
  try {
    for await (const chunk of line) said += chunk
  } catch {
    // We cut it ourselves: what was said before counts, and the keeper ends.
  }
  return said
}

/** The keeper says one JSON line at the end; without it, the keeper itself was killed. */
function endingOf(said: string, keeperCode: number | null): ProcessExit {
  const last = said.trimEnd().split('\n').at(-1) ?? ''
  const message = last === '' ? {} : (JSON.parse(last) as KeeperMessage)
  if (message.error !== undefined) throw cannotKeep(message.error)
  return message.exit ?? { code: keeperCode, signal: null }
}

type KeeperMessage = {
  exit?: ProcessExit
  error?: { what: string; errno: string; message: string }
}

/** What the kernel answers to who may not do it; ENOSPC is the limit of user namespaces, reached. */
const refusals = ['EPERM', 'EACCES']

/** `what` is the step that failed; of the program and the directory it is their path. */
function cannotKeep({ what, errno, message }: Required<KeeperMessage>['error']): PeerupError {
  // A folder of its own is the first thing that it makes, in TMPDIR.
  if (errno === 'ENOENT' && /\/peerup-\w{6}$/.test(what)) {
    return new PeerupError('environment', `${what}: ${message} (${errno})`, {
      fix: 'set TMPDIR to a folder that exists',
    })
  }
  const forbidden = refusals.includes(errno) || (what === 'unshare' && errno === 'ENOSPC')
  const fix =
    what.startsWith('/') && !what.startsWith('/proc')
      ? `make ${what} what this user may run or write`
      : namespacesFix
  return new PeerupError(
    forbidden ? 'environment' : 'program',
    `${what}: ${message} (${errno})`,
    forbidden ? { fix } : {},
  )
}

/** How to allow the namespaces of a network. */
export const namespacesFix =
  'run as root with CAP_NET_ADMIN and CAP_SYS_ADMIN (docker run --privileged), or allow unprivileged user namespaces (sysctl user.max_user_namespaces)'
