import { join } from 'node:path'
import type { Specification } from '../core/manifest.js'
import { packageRoot } from '../core/package-root.js'
import type { ProgramAdapter } from '../replay/program/testbed.js'
import { isWhole, type Selection } from './select.js'
import type { StartStudies } from './study.js'

export type CheckSettings = {
  specification: Specification
  adapter: ProgramAdapter
  /** Starts the studies that a check makes beside its models. */
  startStudies: StartStudies
  selection: Selection
  replay: boolean
  deep: boolean
  /** The folder for traces and documents; null: the committed ones, if nothing is left out. */
  out: string | null
  signal: AbortSignal
}

/** The folder that gets the traces and documents of a check; null if it writes none. */
export function outputRoot({
  out,
  selection,
  specification,
  replay,
}: CheckSettings): string | null {
  if (out !== null) return out
  if (!isWhole(selection) || !replay) return null
  const isOwn = specification.folder === join(packageRoot, 'spec')
  return isOwn ? packageRoot : specification.folder
}
