import { existsSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PeerupError } from '../../core/error.js'
import { whyNotExecutable } from '../../process/executable.js'
import { nativeFolder } from '../../process/supervise.js'
import { interfacePairs, type Topology } from '../network/topology.js'
import { suricataConfig } from './config.js'
import { nameHelp } from './in-path.js'
import { insideRoot } from './inside-root.js'

/** A Suricata of the user's: a path, in a root of its own if there is one. */
export type Binary = { path: string; root?: string }

export type SuricataRequest = Binary & {
  topology: Topology
  fanout: 'cluster_flow' | 'cluster_cpu'
  /** Words of the user's own, behind ours. */
  args?: readonly string[]
}

/** What `keep` is given to start an engine. */
export type SuricataCommand = {
  program: string
  args: string[]
  env: Record<string, string>
  root?: string
}

/** Where a program with a root of its own finds `nativeFolder`: native/keeper/root.h. */
const programsInRoot = '/mnt'
const libraryName = 'peerup-preload.so'

/** Our own programs, as a program with this root sees them. */
export const programsFor = (root: string | undefined): string =>
  root === undefined ? nativeFolder : programsInRoot

/** An engine, and what has to be in its temporary directory before it starts. */
export type SuricataParts = {
  /** Its path and its words; `{dir}` is the directory. */
  command: string[]
  /** What LD_PRELOAD is to be for it, and for nobody else. */
  preload: string
  /** Shell commands that put the configuration and the library there, and what they read. */
  prepare: { script: string; env: Record<string, string> }
  root?: string
}

/**
 * The library is preloaded by a path of the run's own: LD_PRELOAD is parted at blanks and colons, and who
 * installed us may have these in a path. In a root it has such a path, and there may be no `ln`. Upstream
 * lets variables filter its log or turn it off: what it says is evidence.
 */
function prepareScript(root: string | undefined): string {
  const logging = Object.keys(process.env).filter((name) => /^SC_LOG_\w+$/.test(name))
  return [
    'printf %s "$PEERUP_CONFIG" >"$TMPDIR/suricata.yaml" || exit',
    ...(root === undefined ? [`ln -s "$PEERUP_LIBRARY" "$TMPDIR/${libraryName}" || exit`] : []),
    `unset ${['PEERUP_CONFIG', 'PEERUP_LIBRARY', ...logging].join(' ')}`,
  ].join('; ')
}

/**
 * How an unmodified engine is started. Throws a PeerupError: `usage` for what cannot be executed,
 * `environment` for what this machine lacks.
 */
export function suricataParts(request: SuricataRequest): SuricataParts {
  const { path, root, topology, fanout, args = [] } = request
  expectExecutable({ path, ...(root === undefined ? {} : { root }) })
  expectProcessors(topology)
  expectLibrary()
  if (root === undefined) expectPreloadable(tmpdir())
  const program = root === undefined ? resolve(path) : path
  const words = ['-c', '{dir}/suricata.yaml', '-l', '{dir}', '--af-packet', '--runmode', 'workers']
  const config = suricataConfig(interfacePairs(topology), topology.threads, fanout)
  const library = join(programsFor(root), libraryName)
  // What a user preloads (another malloc, say) lies outside of a root of the engine's own.
  const users = process.env.LD_PRELOAD
  const own = `{dir}/${libraryName}${users ? `:${users}` : ''}`
  return {
    command: [program, ...words, ...args],
    preload: root === undefined ? own : library,
    prepare: {
      script: prepareScript(root),
      env: { PEERUP_CONFIG: config, PEERUP_LIBRARY: library },
    },
    ...(root === undefined ? {} : { root: resolve(root) }),
  }
}

/** The command that starts it with the library preloaded. Throws as `suricataParts`. */
export function suricataCommand(request: SuricataRequest): SuricataCommand {
  const { command, preload, prepare, root } = suricataParts(request)
  const script = `${prepare.script}; LD_PRELOAD=$1; export LD_PRELOAD; shift; exec "$@"`
  return {
    program: '/bin/sh',
    args: ['-c', script, 'sh', preload, ...command],
    env: prepare.env,
    ...(root === undefined ? {} : { root }),
  }
}

/** A command, in a shell that first runs a script. */
export function preparedBinary(
  { script }: SuricataParts['prepare'],
  words: readonly string[],
): [program: string, args: string[]] {
  return ['/bin/sh', ['-c', `${script}; exec "$@"`, 'sh', ...words]]
}

/** The file, as we see it from here. */
export const fileOf = ({ path, root }: Binary): string =>
  root === undefined ? resolve(path) : insideRoot(resolve(root), path)

/**
 * What cannot be executed is found out before anything runs. Throws a PeerupError `usage` that names
 * the file or, of a root, what it lacks.
 */
export function expectExecutable(binary: Binary): void {
  if (binary.root !== undefined) expectRoot(resolve(binary.root))
  const file = fileOf(binary)
  const why = whyNotExecutable(file)
  if (why === null) return
  throw new PeerupError('usage', `expected a program that can be executed, got: ${why}`, {
    where: { file },
    ...nameHelp(binary),
  })
}

/** Suricata starts no more threads on an interface than there are processors, and does not say so. */
function expectProcessors({ threads }: Topology): void {
  const processors = availableParallelism()
  if (threads <= processors) return
  throw new PeerupError(
    'environment',
    `expected ${threads} processors for ${threads} threads an interface, got ${processors}: Suricata starts no more threads than that`,
    { fix: 'ask for fewer threads an interface' },
  )
}

/** The folders that the keeper shows something in, and the shell that writes the configuration. */
const neededInRoot = ['tmp', 'mnt', 'proc', 'bin/sh']

function expectRoot(root: string): void {
  const missing = neededInRoot.filter(
    (name) => !isThere(insideRoot(root, name), !name.includes('/')),
  )
  if (missing.length === 0 && isThere(root, true)) return
  const names = missing.map((name) => `/${name}`).join(', ')
  throw new PeerupError('usage', `expected a root directory for --root, got one without ${names}`, {
    where: { file: root },
    fix: 'name a directory that holds a whole system, such as one made by debootstrap',
  })
}

function isThere(path: string, directory: boolean): boolean {
  try {
    return statSync(path).isDirectory() === directory
  } catch {
    return false
  }
}

function expectPreloadable(folder: string): void {
  if (!/[\s:]/.test(folder)) return
  throw new PeerupError(
    'environment',
    `expected a temporary directory without blanks and colons, at which LD_PRELOAD is parted, got ${folder}`,
    { fix: 'set TMPDIR to another' },
  )
}

function expectLibrary(): void {
  const library = join(nativeFolder, libraryName)
  if (existsSync(library)) return
  throw new PeerupError('environment', `expected the library ${library}, found nothing`, {
    fix: 'run ./bootstrap, which builds it',
  })
}
