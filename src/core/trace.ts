import type { FeatureRecord } from './features.js'
import type { State } from './value.js'

/** A behaviour of the model, with who took each step: what the rest of the pipeline works on. */
export type Trace = TraceMeta & {
  /** State 0 is the initial one and has no step; the step of state n leads from n - 1 to n. */
  states: { step: Step | null; state: State }[]
  /**
   * The index of the state that follows the last one, for ever: the last one's own if nobody takes a
   * step any more; null if the behaviour ends.
   */
  loop: number | null
}

/** Where a trace comes from. */
export type TraceMeta = {
  /** `v8.clean-start.1x1` */
  model: string
  variant: string
  scenario: string
  topology: string
  /** The property that the behaviour violates or, of a drawn one, what it was drawn for. */
  property: string
  /** The record of the variant. */
  features: FeatureRecord
  /** The version of TLC, as it prints it. */
  tlc: string
}

/** The performer is a thread or, of the driver's steps, a key of the environment: an interface, say. */
export type Step = { performer: string; action: string }

/** `v8.clean-start.1x1.SendImpliesPeerUp`: the name of a trace's files. */
export const traceName = (trace: TraceMeta): string => `${trace.model}.${trace.property}`
