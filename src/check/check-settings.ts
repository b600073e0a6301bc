import type { Specification } from '../core/manifest.js'
import type { ProgramAdapter } from '../replay/program/testbed.js'
import type { Selection } from './select.js'
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
