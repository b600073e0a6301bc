import { accessSync, constants, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { PeerupError } from '../error.js'
import { nativeFolder } from '../testbed/keep.js'
import { interfacePairs, type Topology } from '../testbed/topology.js'
import { suricataConfig } from './config.js'
import { insideRoot } from './inside-root.js'

/** A Suricata of the user's: a path, in a root of its own if there is one. */
export type Binary = { path: string; root?: string }

export type SuricataRequest = Binary & {
  topology: Topology
  fanout: 'cluster_flow' | 'cluster_cpu'
  /** What the preloaded library is told. */
  env?: Record<string, string>
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

/**
 * The command that starts an unmodified engine with the library preloaded, in a shell that first writes
 * the configuration; the shell itself runs without the library. Throws a PeerupError `usage` for what
 * cannot be executed.
 */
export function suricataCommand(request: SuricataRequest): SuricataCommand {
  const { path, root, topology, fanout, env = {}, args = [] } = request
  const program = root === undefined ? resolve(path) : path
  expectExecutable({ path, ...(root === undefined ? {} : { root }) })
  expectProcessors(topology)
  const config = suricataConfig(interfacePairs(topology), topology.threads, fanout)
  const library = join(root === undefined ? nativeFolder : programsInRoot, 'peerup-preload.so')
  const write = 'printf %s "$PEERUP_CONFIG" >"$TMPDIR/suricata.yaml" || exit'
  const run = 'unset PEERUP_CONFIG; LD_PRELOAD="$PEERUP_LIBRARY" exec "$@"'
  const words = ['-c', '{dir}/suricata.yaml', '-l', '{dir}', '--af-packet', '--runmode', 'workers']
  return {
    program: '/bin/sh',
    args: ['-c', `${write}; ${run}`, 'suricata', program, ...words, ...args],
    env: { ...env, PEERUP_CONFIG: config, PEERUP_LIBRARY: library },
    ...(root === undefined ? {} : { root: resolve(root) }),
  }
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
  let why = 'it is no file'
  try {
    accessSync(file, constants.X_OK)
    if (statSync(file).isFile()) return
  } catch (cause) {
    why = (cause as Error).message
  }
  throw new PeerupError('usage', `expected a program that can be executed, got: ${why}`, {
    where: { file },
  })
}

/** Suricata starts no more threads on an interface than there are processors, and does not say so. */
function expectProcessors({ threads }: Topology): void {
  const processors = availableParallelism()
  if (threads <= processors) return
  throw new PeerupError(
    'environment',
    `expected ${threads} processors for ${threads} threads an interface, got ${processors}: Suricata starts no more threads than that`,
    { fix: 'use a trace with fewer threads an interface' },
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
