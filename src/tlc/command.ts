import { delimiter } from 'node:path'
import { PeerupError } from '../core/error.js'
import { archiveFlags } from './class-archive.js'
import { jvmFlags } from './java.js'
import type { Progress } from './output/statistics.js'

export type TlcRequest = {
  specFolder: string
  /** The root module's name, without `.tla`. */
  module: string
  /** Generated modules by file name, the root module among them; TLC finds others in `specFolder`. */
  modules?: { readonly [file: string]: string }
  /** The text of a `.cfg` file. */
  config: string
  workers: number
  /** Whether the graph is known to have a hundred thousand states or more. */
  large?: boolean
  /** Whether a state without a successor is a violation. */
  deadlock: boolean
}

export type TlcOptions = {
  jar: string
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
  /** The folder of the jar's class archive; the project's cache by default. */
  cache?: string
}

/** Java splits its list of paths at the delimiter. */
function expectOnePath(path: string): void {
  if (!path.includes(delimiter)) return
  throw new PeerupError('environment', `expected a path without "${delimiter}", got ${path}`, {
    fix: 'move it: Java reads two paths',
  })
}

export const configFile = 'model.cfg'

/**
 * Only the JVM's first compiler: it halves the time of a small model, but adds half to that of a
 * million states. So large graphs and runs with several workers get both compilers.
 */
const quickCompiler = ['-XX:TieredStopAtLevel=1']

/**
 * The arguments of java for a run of TLC. Each run has its own metadir and temporary folder: TLC names
 * its files by the second, and two runs in one second would collide. A fixed fingerprint makes runs
 * repeatable. So does a check of liveness at the end alone: by default TLC also checks it whenever some time
 * has gone by, and a slower machine finds another counterexample in a part of the graph. `-tool` also keeps a
 * newer TLC from writing a trace specification beside the module.
 * `mode` replaces the check, by a simulation say. Throws a PeerupError `environment` for a path that
 * Java would split.
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
    ...(request.workers === 1 && request.large !== true ? quickCompiler : []),
    ...(request.modules === undefined ? [] : [`-DTLA-Library=${request.specFolder}`]),
    ...['-cp', options.jar, 'tlc2.TLC', '-tool'],
    ...['-workers', String(request.workers), '-fp', '0', '-checkpoint', '0'],
    ...(mode.includes('-simulate') ? [] : ['-lncheck', 'final']),
    ...['-metadir', '{dir}/states', '-config', `{dir}/${configFile}`],
    ...mode,
    // This option of TLC turns the check for deadlock off.
    ...(request.deadlock ? [] : ['-deadlock']),
    request.modules === undefined ? request.module : `{dir}/${request.module}`,
  ]
}
