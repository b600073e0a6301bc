import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { execa } from 'execa'
import { PeerupError } from '../core/error.js'
import { packageRoot } from '../core/package-root.js'
import { exitInReport, type ProcessExit } from './keeper-report.js'

export type { ProcessExit } from './keeper-report.js'

/** The folder of the built native programs. */
export const nativeFolder = join(packageRoot, 'native/build')

export type SuperviseOptions = {
  cwd?: string
  env?: Record<string, string>
  /** Aborting ends the program and all its descendants. */
  signal?: AbortSignal
  /** `tx0:rx0,tx1:rx1`: veth pairs in namespaces that live as long as the program. */
  network?: string
  /** The engine's interfaces of the network that are down when the program starts. */
  down?: readonly string[]
  /** With a network: the program's root folder. In it `{dir}` is /tmp, and `nativeFolder` is /mnt. */
  root?: string
  /** How many sockets the program inherits, as descriptors 4, 5, ... */
  sockets?: number
}

export type SupervisedProcess = {
  stdout: Readable
  stderr: Readable
  /** Our ends of the program's descriptors 4, 5, ... */
  sockets: Duplex[]
  /**
   * Resolves once the program and all its descendants are gone and its folder is removed. Rejects
   * with a PeerupError only, `environment` or `program`, if the keeper could not start the program.
   */
  ended: Promise<ProcessExit>
  /** Asks the program to end by itself: SIGTERM. */
  stop(): void
  /** Kills the program and all its descendants; settles as `ended`. */
  end(): Promise<ProcessExit>
}

const lifelineDescriptor = 3

/**
 * Starts a program under the keeper (native/keeper). The keeper owns the program's temporary folder
 * (`{dir}` in an argument, and `$TMPDIR`). It ends with the lifeline that this process holds, and
 * kills every process below it: so nothing is left behind, even if this process is killed. Throws a
 * PeerupError `environment` if the keeper is not built.
 */
export function supervise(
  program: string,
  args: readonly string[],
  options: SuperviseOptions = {},
): SupervisedProcess {
  const subprocess = startKeeper([...networkWords(options), '--', program, ...args], options)
  const lifeline = subprocess.stdio[lifelineDescriptor] as Duplex
  const cut = () => lifeline.destroy()
  options.signal?.addEventListener('abort', cut, { once: true })
  if (options.signal?.aborted) cut()
  const ended = Promise.all([readReport(lifeline), subprocess]).then(([report, result]) => {
    options.signal?.removeEventListener('abort', cut)
    return exitInReport(report, result.exitCode ?? null)
  })
  // Without this, Node ends the process if no caller awaits a rejection.
  ended.catch(() => {})
  return {
    stdout: subprocess.stdout as Readable,
    stderr: subprocess.stderr as Readable,
    sockets: subprocess.stdio.slice(lifelineDescriptor + 1) as Duplex[],
    ended,
    stop: () => {
      lifeline.write('stop\n')
    },
    end: () => {
      cut()
      return ended
    },
  }
}

function startKeeper(args: readonly string[], { cwd, env, sockets = 0 }: SuperviseOptions) {
  const keeper = join(nativeFolder, 'keeper')
  if (!existsSync(keeper)) {
    throw new PeerupError('environment', `the keeper is missing: ${keeper}`, {
      fix: 'build it with ./bootstrap',
    })
  }
  return execa(keeper, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...Array<'pipe'>(sockets).fill('pipe')],
    buffer: false,
    reject: false,
    cleanup: false,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  })
}

function networkWords({ network, down = [], root }: SuperviseOptions): string[] {
  if (network === undefined) return []
  return [
    ...['--network', network],
    ...(down.length === 0 ? [] : ['--down', down.join(',')]),
    ...(root === undefined ? [] : ['--root', root]),
  ]
}

async function readReport(lifeline: Duplex): Promise<string> {
  let report = ''
  lifeline.setEncoding('utf8')
  try {
    for await (const chunk of lifeline) report += chunk
  } catch {
    // Our own cut: what the keeper wrote before counts, and it ends.
  }
  return report
}
