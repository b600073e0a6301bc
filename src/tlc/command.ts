import { delimiter } from 'node:path'
import { PeerupError } from '../core/error.js'
import { archiveFlags } from './class-archive.js'
import { jvmFlags } from './java.js'
import type { Progress } from './output/statistics.js'

export type TlcRequest = {
  specFolder: string
  /** The root module's name, without `.tla`. */
  module: string
  /** Modules made for this run, by file name, the root module among them; others are found in `specFolder`. */
  modules?: { readonly [file: string]: string }
  /** The text of a `.cfg` file. */
  config: string
  workers: number
  /** Whether a state without a successor is a violation. */
  deadlock: boolean
}

export type TlcOptions = {
  jar: string
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
  /** Where the archive of the jar's classes is, if there is one; the project's cache without it. */
  cache?: string
}

/** Java reads lists of paths, and takes one that holds what parts a list for several. */
function expectOnePath(path: string): void {
  if (!path.includes(delimiter)) return
  throw new PeerupError('environment', `expected a path without "${delimiter}", got ${path}`, {
    fix: 'move it: Java takes it for two paths',
  })
}

export const configFile = 'model.cfg'

/**
 * Only the JVM's first compiler: it halves the time of small models, and makes one of a million states
 * take half as long again. A model that deserves several workers gets both compilers.
 */
const quickCompiler = ['-XX:TieredStopAtLevel=1']

/**
 * The arguments of java for a run. Each has a metadir and a temporary directory of its own: TLC
 * names its files by the second, and two runs in one second would meet. Its fingerprints are
 * fixed, so that a run does the same again. `-tool` also keeps a newer TLC from writing a trace
 * specification beside the module. `mode` says what to do instead of checking.
 */
export async function tlcCommand(
  request: TlcRequest,
  options: TlcOptions,
  mode: readonly string[] = ['-seed', '1'],
): Promise<string[]> {
  for (const path of [options.jar, request.specFolder]) expectOnePath(path)
  return [
    ...jvmFlags,
    ...(await archiveFlags(options.jar, options.cache)),
    ...(request.workers === 1 ? quickCompiler : []),
    ...(request.modules === undefined ? [] : [`-DTLA-Library=${request.specFolder}`]),
    ...['-cp', options.jar, 'tlc2.TLC', '-tool'],
    ...['-workers', String(request.workers), '-fp', '0', '-checkpoint', '0'],
    ...['-metadir', '{dir}/states', '-config', `{dir}/${configFile}`],
    ...mode,
    // TLC's own option means: do not check for deadlock.
    ...(request.deadlock ? [] : ['-deadlock']),
    request.modules === undefined ? request.module : `{dir}/${request.module}`,
  ]
}
