import { existsSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PeerupError } from '../../core/error.js'
import { whyNotExecutable } from '../../process/executable.js'
import { nativeFolder } from '../../process/supervise.js'
import { interfacePairs, type Topology } from '../network/topology.js'
import { type Ring, suricataConfig } from './config.js'
import { pathFix } from './in-path.js'
import { insideRoot } from './inside-root.js'

/** The user's Suricata. With `root`, the path is inside this root directory. */
export type Binary = { path: string; root?: string }

export type SuricataRequest = Binary & {
  topology: Topology
  fanout: 'cluster_flow' | 'cluster_cpu'
  /** The library to preload; by default the one with the gates. */
  library?: Library
  /** The user's arguments, after those of peerup. */
  args?: readonly string[]
  /** The version of its rings; 2 by default. */
  ring?: Ring
}

/** Arguments of `supervise` that start an engine. */
export type SuricataCommand = {
  program: string
  args: string[]
  env: Record<string, string>
  root?: string
}

/** The place of `nativeFolder` for a program with a root: native/keeper/root.h. */
const programsInRoot = '/mnt'

/** The preloaded libraries: with the gates, or to record the calls of capture threads. */
export type Library = 'peerup-preload.so' | 'peerup-calls.so'

/** The folder of peerup's native programs, for a program with this root. */
export const programsFor = (root: string | undefined): string =>
  root === undefined ? nativeFolder : programsInRoot

/** An engine's command, and the files that its temporary directory needs before the start. */
export type SuricataParts = {
  /** The engine's path and arguments; `{dir}` is the directory. */
  command: string[]
  /** LD_PRELOAD for the engine alone. */
  preload: string
  /** Shell commands that write the configuration and the library there, and their variables. */
  prepare: { script: string; env: Record<string, string> }
  root?: string
}

/**
 * Blanks and colons separate the libraries in LD_PRELOAD, and the path of the installed library may have
 * some: the engine loads it through a link in its directory. In a root the library's path has none, and `ln`
 * may be missing. The engine's log is evidence, so upstream's variables that filter it are unset.
 */
function prepareScript(root: string | undefined, library: Library): string {
  const logging = Object.keys(process.env).filter((name) => /^SC_LOG_\w+$/.test(name))
  return [
    'printf %s "$PEERUP_CONFIG" >"$TMPDIR/suricata.yaml" || exit',
    ...(root === undefined ? [`ln -s "$PEERUP_LIBRARY" "$TMPDIR/${library}" || exit`] : []),
    `unset ${['PEERUP_CONFIG', 'PEERUP_LIBRARY', ...logging].join(' ')}`,
  ].join('; ')
}

/**
 * The command of an unmodified engine, and what it needs. Throws a PeerupError: `usage` for a binary that
 * cannot be executed, `environment` if this machine lacks processors, the library or a usable TMPDIR.
 */
export function suricataParts(request: SuricataRequest): SuricataParts {
  const {
    path,
    root,
    topology,
    fanout,
    library: name = 'peerup-preload.so',
    args = [],
    ring,
  } = request
  expectExecutable({ path, ...(root === undefined ? {} : { root }) })
  expectProcessors(topology)
  expectLibrary(name)
  if (root === undefined) expectPreloadable(tmpdir())
  const program = root === undefined ? resolve(path) : path
  const options = [
    '-c',
    '{dir}/suricata.yaml',
    '-l',
    '{dir}',
    '--af-packet',
    '--runmode',
    'workers',
  ]
  const config = suricataConfig(interfacePairs(topology), topology.threads, fanout, ring)
  const library = join(programsFor(root), name)
  // A library that the user preloads, such as another malloc, is outside of a root.
  const preloadedByUser = process.env.LD_PRELOAD
  const withUsers = `{dir}/${name}${preloadedByUser ? `:${preloadedByUser}` : ''}`
  return {
    command: [program, ...options, ...args],
    preload: root === undefined ? withUsers : library,
    prepare: {
      script: prepareScript(root, name),
      env: { PEERUP_CONFIG: config, PEERUP_LIBRARY: library },
    },
    ...(root === undefined ? {} : { root: resolve(root) }),
  }
}

/** The command that starts the engine with the library preloaded. Throws as `suricataParts`. */
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

/** A command in a shell that first runs `script`. */
export function preparedBinary(
  { script }: SuricataParts['prepare'],
  words: readonly string[],
): [program: string, args: string[]] {
  return ['/bin/sh', ['-c', `${script}; exec "$@"`, 'sh', ...words]]
}

/** The file of a binary, on this side of its root. */
export const fileOf = ({ path, root }: Binary): string =>
  root === undefined ? resolve(path) : insideRoot(resolve(root), path)

/**
 * Throws a PeerupError `usage`, before anything runs, for a binary that cannot be executed, or for a root that
 * lacks what an engine needs.
 */
export function expectExecutable(binary: Binary): void {
  if (binary.root !== undefined) expectRoot(resolve(binary.root))
  const file = fileOf(binary)
  const why = whyNotExecutable(file)
  if (why === null) return
  throw new PeerupError('usage', `expected a program that can be executed, got: ${why}`, {
    where: { file },
    ...pathFix(binary),
  })
}

/** Suricata silently starts no more threads on an interface than there are processors. */
function expectProcessors({ threads }: Topology): void {
  const processors = availableParallelism()
  if (threads <= processors) return
  throw new PeerupError(
    'environment',
    `expected ${threads} processors for ${threads} threads an interface, got ${processors}: Suricata starts no more threads than that`,
    { fix: 'use fewer threads on each interface' },
  )
}

/** The folders that the keeper mounts on, and the shell that writes the configuration. */
const neededInRoot = ['tmp', 'mnt', 'proc', 'bin/sh']

function expectRoot(root: string): void {
  const missing = neededInRoot.filter(
    (name) => !exists(insideRoot(root, name), !name.includes('/')),
  )
  if (missing.length === 0 && exists(root, true)) return
  const names = missing.map((name) => `/${name}`).join(', ')
  throw new PeerupError('usage', `expected a root directory for --root, got one without ${names}`, {
    where: { file: root },
    fix: 'name a directory that holds a whole system, such as one made by debootstrap',
  })
}

function exists(path: string, isDirectory: boolean): boolean {
  try {
    return statSync(path).isDirectory() === isDirectory
  } catch {
    return false
  }
}

function expectPreloadable(folder: string): void {
  if (!/[\s:]/.test(folder)) return
  throw new PeerupError(
    'environment',
    `expected a temporary directory without blanks and colons, which separate libraries in LD_PRELOAD, got ${folder}`,
    { fix: 'set TMPDIR to another directory' },
  )
}

function expectLibrary(name: Library): void {
  const library = join(nativeFolder, name)
  if (existsSync(library)) return
  throw new PeerupError('environment', `expected the library ${library}, found nothing`, {
    fix: 'run ./bootstrap, which builds it',
  })
}
